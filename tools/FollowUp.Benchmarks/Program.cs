using FollowUps.Benchmarks;
using FollowUps.Benchmarks.Soaking;

return args switch
{
    ["requests", ..] => await Requests.RunAsync(),
    ["sweep", ..] => await Sweeps.RunAsync(),
    ["soak", ..] => await Soak.RunAsync(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project tools/FollowUp.Benchmarks -- WHAT
          requests   storage requests per follow-up by step, alone and in chunks
          sweep      what a sweep reads with 1 000, 10 000 and 100 000 follow-ups stored and 100 due
          soak [--seed N] [--minutes M] [--instances K] [--handler FILE]
                     handlers killed at random over faulty storage and a faulty provider; exit 1 for a duplicate or a loss
        The last line of stdout is one line of JSON. Counts do not depend on the machine.
        """);
    return 2;
}
