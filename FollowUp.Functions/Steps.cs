using FollowUps.Calls;
using FollowUps.Digests;
using FollowUps.Due;
using FollowUps.Lifecycle;
using FollowUps.Outcomes;
using FollowUps.Platforms;
using FollowUps.Privacy;
using FollowUps.Promises;
using FollowUps.Recovery;
using FollowUps.Responses;
using FollowUps.Sending;
using FollowUps.Suppressions;

namespace FollowUps;

/// <summary>The steps of the flow, over whatever ports are registered beside them: the same list for the program and for what measures it.</summary>
public static class Steps
{
    /// <summary>Registers every step. The ports, the identity, the links and the installation are the caller's.</summary>
    public static IServiceCollection AddSteps(this IServiceCollection services) =>
        services
            .AddSingleton<DeadLetters>()
            .AddSingleton<CancelPending>()
            .AddSingleton<Intake>()
            .AddSingleton<EraseCustomer>()
            .AddSingleton<ApplyUpdate>()
            .AddSingleton<Claim>()
            .AddSingleton<ReclaimLeases>()
            .AddSingleton<ShedSurveys>()
            .AddSingleton<PublishOutbox>()
            .AddSingleton<WaitForHours>()
            .AddSingleton<DueSweep>()
            .AddSingleton<Compose>()
            .AddSingleton<GatherBrief>()
            .AddSingleton<GatherDigest>()
            .AddSingleton<Gather>()
            .AddSingleton<PlanAgain>()
            .AddSingleton<OpenCase>()
            .AddSingleton<GiveUpCase>()
            .AddSingleton<CloseEarlierCases>()
            .AddSingleton<WorkOnCase>()
            .AddSingleton<RecordCallTask>()
            .AddSingleton<FindCase>()
            .AddSingleton<DeclineConsent>()
            .AddSingleton<GrantConsent>()
            .AddSingleton<Standstill>()
            .AddSingleton<RecordSent>()
            .AddSingleton<EndUnsent>()
            .AddSingleton<PutOff>()
            .AddSingleton<RecordSend>()
            .AddSingleton<AskProvider>()
            .AddSingleton<AnswerWindow>()
            .AddSingleton<ExpireWaiting>()
            .AddSingleton<MissPromise>()
            .AddSingleton<FollowPromise>()
            .AddSingleton<MakePromise>()
            .AddSingleton<RecordPromise>()
            .AddSingleton<ReceiveCalls>()
            .AddSingleton<ExpirePart>()
            .AddSingleton<KnownCustomers>()
            .AddSingleton<Send>()
            .AddSingleton<CountAnswer>()
            .AddSingleton<DoubtAnswer>()
            .AddSingleton<RecordRating>()
            .AddSingleton<RecordWish>()
            .AddSingleton<Suppress>()
            .AddSingleton<Unsuppress>()
            .AddSingleton<SuppressedPeople>()
            .AddSingleton<Unsubscribe>()
            .AddSingleton<ProveSent>()
            .AddSingleton<Undeliverable>()
            .AddSingleton<RecordDeliveryReport>()
            .AddSingleton<EndEpisode>()
            .AddSingleton<Redrive>()
            .AddSingleton<Resend>()
            .AddSingleton<SendTest>()
            .AddSingleton<PlanDigests>()
            .AddSingleton<Upkeep>();
}
