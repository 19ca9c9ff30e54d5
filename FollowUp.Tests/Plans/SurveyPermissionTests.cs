using FollowUps.Calls;
using FollowUps.Lifecycle;
using Xunit;
using static FollowUps.Tests.Plans.Books;

namespace FollowUps.Tests.Plans;

public sealed class SurveyPermissionTests
{
    private const string Basis = """
        "surveyBasis": { "default": "optOut", "countries": { "DE": "optIn", "FR": "optOut" }, "queues": { "medical": "optIn", "sales": "optOut" } }
        """;

    [Theory]
    [InlineData(SurveyPermission.Unknown, null, "billing", true)]
    [InlineData(SurveyPermission.Unknown, "DE", "billing", false)]
    [InlineData(SurveyPermission.Granted, "DE", "billing", true)]
    [InlineData(SurveyPermission.Denied, null, "billing", false)]
    [InlineData(SurveyPermission.Unknown, "FR", "medical", false)] // the queue is stricter
    [InlineData(SurveyPermission.Unknown, "DE", "sales", false)] // the country is stricter
    [InlineData(SurveyPermission.Unknown, "FR", "sales", true)]
    public void A_survey_needs_permission_where_the_country_or_the_queue_asks_for_it(SurveyPermission permission, string? country, string queue, bool asked)
    {
        var call = Call with { Queue = queue, Customer = Call.Customer with { SurveyPermission = permission, Country = country } };

        Assert.Equal(asked ? null : SkipReason.NoSurveyPermission, Decide(Book(Rule(OneCheckIn), Basis), call).FollowUps[0].SkipReason);
    }

    [Fact]
    public void Service_mail_needs_no_permission()
    {
        var book = Book(Rule("""[{ "kind": "supervisor-outreach", "delay": { "businessHours": 4 } }]"""), Basis);
        var call = Call with { Customer = Call.Customer with { SurveyPermission = SurveyPermission.Denied, Country = "DE" } };

        Assert.Null(Decide(book, call).FollowUps[0].SkipReason);
    }

    [Fact]
    public void Who_refused_is_not_phoned_instead_for_want_of_an_address()
    {
        var call = Call with { Customer = new Customer { Id = "c-1", SurveyPermission = SurveyPermission.Denied } };

        Assert.Equal(SkipReason.NoSurveyPermission, Decide(Book(Rule(OneCheckIn)), call).FollowUps[0].SkipReason);
    }
}
