using FollowUps.People;

namespace FollowUps.Desk;

/// <summary>Who is signed in, where the installation says that the platform's sign-in stands before the handler; anybody can send the header elsewhere.</summary>
internal static class Principal
{
    /// <summary>The person of the directory with this sign-in name; null: nobody is signed in, or the directory does not know them.</summary>
    public static Person? PersonOf(HttpContext context, ContactDirectory directory)
    {
        var name = context.RequestServices.GetRequiredService<FollowUpOptions>().TrustPrincipal
            ? context.Request.Headers["X-MS-CLIENT-PRINCIPAL-NAME"].FirstOrDefault()
            : null;
        return string.IsNullOrEmpty(name) ? null : directory.People.Values.FirstOrDefault(person => string.Equals(person.Upn, name, StringComparison.OrdinalIgnoreCase));
    }
}
