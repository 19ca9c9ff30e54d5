using System.Diagnostics;
using FollowUps.Local;
using FollowUps.Tests.Browser;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(BrowserFixture))]

namespace FollowUps.Tests.Browser;

/// <summary>
/// One Chromium for the whole run, started when the first test asks for it: the one that <c>FOLLOWUP_CHROMIUM</c> names, else the system's. Without one, browser
/// tests are skipped; <c>FOLLOWUP_REQUIRE_BROWSER=1</c> turns that into a failure.
/// </summary>
public sealed class BrowserFixture : IAsyncDisposable
{
    private static readonly string[] Usual = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> _browser = new(() => Task.Run(StartAsync));
    private readonly Lazy<string> _axe = new(Axe);

    /// <summary>A page of its own, with pictures of it under <c>artifacts/screenshots</c>; skips the test where there is no browser.</summary>
    /// <param name="width">Of the window in CSS pixels.</param>
    /// <param name="dark">Whether the reader prefers dark colours.</param>
    public async Task<IPage> OpenAsync(int width, bool dark = false)
    {
        if (Executable is null && Environment.GetEnvironmentVariable("FOLLOWUP_REQUIRE_BROWSER") == "1")
        {
            throw new InvalidOperationException("No Chromium was found: install it, or name it in FOLLOWUP_CHROMIUM.");
        }

        Assert.SkipWhen(Executable is null, "No Chromium was found: install it, or name it in FOLLOWUP_CHROMIUM.");
        var (_, browser) = await _browser.Value;
        var context = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            BypassCSP = true,
        });
        // Nothing that a mail or page shows may come from elsewhere.
        await context.RouteAsync(url => url.StartsWith("http", StringComparison.Ordinal) && !new Uri(url).IsLoopback, route => route.AbortAsync());
        return await context.NewPageAsync();
    }

    /// <summary>What axe finds on a page under WCAG 2.2 A and AA and its best practices: rule, help, and the element.</summary>
    public async Task<IReadOnlyList<string>> AxeAsync(IPage page)
    {
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Content = _axe.Value });
        return await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
              .violations.flatMap(v => v.nodes.map(n => `${v.id}: ${v.help}: ${n.html.slice(0, 200)}`))
            """);
    }

    /// <summary>Keeps a picture of the whole page.</summary>
    public static Task ShootAsync(IPage page, string name) => page.ScreenshotAsync(new PageScreenshotOptions
    {
        FullPage = true,
        Path = Path.Combine(Repository.Root, "artifacts", "screenshots", $"{name}.png"),
    });

    public async ValueTask DisposeAsync()
    {
        if (!_browser.IsValueCreated)
        {
            return;
        }

        var (playwright, browser) = await _browser.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static string? Executable =>
        Environment.GetEnvironmentVariable("FOLLOWUP_CHROMIUM") is { Length: > 0 } named ? named : Array.Find(Usual, File.Exists);

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--no-sandbox", "--disable-dev-shm-usage"] }));
    }

    // As pinned in tools/axe/package-lock.json, installed once.
    private static string Axe()
    {
        var folder = Path.Combine(Repository.Root, "tools", "axe");
        var script = Path.Combine(folder, "node_modules", "axe-core", "axe.min.js");
        if (!File.Exists(script))
        {
            var start = OperatingSystem.IsWindows()
                ? new ProcessStartInfo("cmd.exe", ["/c", "npm", "ci", "--no-audit", "--no-fund"])
                : new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund"]);
            start.WorkingDirectory = folder;
            using var npm = Process.Start(start)!;
            npm.WaitForExit();
        }

        return File.ReadAllText(script);
    }
}
