namespace FollowUps.Messages;

/// <summary>
/// Every text of the public pages. Each is <c>page.text</c> in <c>templates/{language}/pages.json</c>: <see cref="RatingTitle"/> is
/// <c>rating.title</c>. Gaps such as {name} are filled by <see cref="PageWords.Of"/>.
/// </summary>
public enum PageText
{
    /// <summary>Heading of the rating page.</summary>
    RatingTitle,

    /// <summary>“Is it solved?”, before the question after an upset call.</summary>
    RatingSolvedQuestion,

    /// <summary>It is solved.</summary>
    RatingSolvedYes,

    /// <summary>It is not solved.</summary>
    RatingSolvedNo,

    /// <summary>Label of the comment after a good or middling answer, and before one is chosen.</summary>
    RatingComment,

    /// <summary>Label of the comment after a low answer or “not solved”: what is missing, what would help.</summary>
    RatingCommentLow,

    /// <summary>The button.</summary>
    RatingSend,

    /// <summary>Heading once an answer stands.</summary>
    ThanksTitle,

    /// <summary>The answer that was recorded. Gaps: {answer}.</summary>
    ThanksRecorded,

    /// <summary>The answer that was recorded earlier and stands. Gaps: {answer}.</summary>
    ThanksAlready,

    /// <summary>After a good answer.</summary>
    ThanksGood,

    /// <summary>After a middling answer.</summary>
    ThanksMiddling,

    /// <summary>After a low answer or “not solved”, where nobody is named.</summary>
    ThanksLow,

    /// <summary>After a low answer: who will write or call, by when. Gaps: {name} {date}.</summary>
    ThanksLowBy,

    /// <summary>The link to the help page.</summary>
    ThanksSomethingElse,

    /// <summary>The link to the page on which an answer is changed.</summary>
    ThanksChange,

    /// <summary>After an answer that looks machine-made: a mail asks whether it is right.</summary>
    ThanksDoubted,

    /// <summary>Heading.</summary>
    UnsubscribeTitle,

    /// <summary>What the button does.</summary>
    UnsubscribeExplain,

    /// <summary>What still arrives.</summary>
    UnsubscribeService,

    /// <summary>Choice: no more questions.</summary>
    UnsubscribeChoiceSurveys,

    /// <summary>Choice: nothing by email but what is about a promise or an open matter.</summary>
    UnsubscribeChoiceAll,

    /// <summary>The button.</summary>
    UnsubscribeSend,

    /// <summary>Heading once it is done.</summary>
    UnsubscribeDoneTitle,

    /// <summary>No more questions.</summary>
    UnsubscribeDone,

    /// <summary>Nothing by email but what is about a promise or an open matter.</summary>
    UnsubscribeDoneAll,

    /// <summary>It was done before.</summary>
    UnsubscribeAlready,

    /// <summary>Heading for the customer.</summary>
    PromiseTitle,

    /// <summary>What was promised, and by when. Gaps: {what} {date}.</summary>
    PromiseQuestion,

    /// <summary>It was kept.</summary>
    PromiseYes,

    /// <summary>It was not kept.</summary>
    PromiseNo,

    /// <summary>Label of the comment.</summary>
    PromiseComment,

    /// <summary>The button.</summary>
    PromiseSend,

    /// <summary>It was kept.</summary>
    PromiseThanksYes,

    /// <summary>It was not kept: somebody takes it up.</summary>
    PromiseThanksNo,

    /// <summary>Heading for the owner.</summary>
    PromiseOwnerTitle,

    /// <summary>The promise, for its owner. Gaps: {what} {date}.</summary>
    PromiseOwnerQuestion,

    /// <summary>It is kept.</summary>
    PromiseOwnerKept,

    /// <summary>It needs a new date.</summary>
    PromiseOwnerMove,

    /// <summary>Label of the new date.</summary>
    PromiseOwnerDate,

    /// <summary>The button.</summary>
    PromiseOwnerSend,

    /// <summary>It is noted as kept; the customer will be asked.</summary>
    PromiseOwnerDoneKept,

    /// <summary>The new date is noted; the customer is told. Gaps: {date}.</summary>
    PromiseOwnerDoneMoved,

    /// <summary>Heading.</summary>
    HelpTitle,

    /// <summary>What the page is for.</summary>
    HelpIntro,

    /// <summary>Label of the wish.</summary>
    HelpWish,

    /// <summary>Instead of the wish, where documentation was refused.</summary>
    HelpNoWords,

    /// <summary>Is it solved by now?</summary>
    HelpSolvedQuestion,

    /// <summary>Yes.</summary>
    HelpSolvedYes,

    /// <summary>No.</summary>
    HelpSolvedNo,

    /// <summary>Label of the times for a call. Gaps: {name}.</summary>
    HelpCallTime,

    /// <summary>Choice: no call.</summary>
    HelpCallTimeNone,

    /// <summary>When somebody picks up. Gaps: {hours}.</summary>
    HelpCallTimeHint,

    /// <summary>Label of the number to call.</summary>
    HelpPhone,

    /// <summary>The button.</summary>
    HelpSend,

    /// <summary>Heading once it is sent.</summary>
    HelpThanksTitle,

    /// <summary>Who answers by when. Gaps: {name} {date}.</summary>
    HelpThanks,

    /// <summary>Who calls when. Gaps: {name} {date}.</summary>
    HelpThanksCall,

    /// <summary>It is solved; nothing more is sent.</summary>
    HelpThanksSolved,

    /// <summary>Heading.</summary>
    ConsentTitle,

    /// <summary>What is kept, and what for.</summary>
    ConsentExplain,

    /// <summary>Yes.</summary>
    ConsentYes,

    /// <summary>No.</summary>
    ConsentNo,

    /// <summary>The button.</summary>
    ConsentSend,

    /// <summary>Notes may be kept.</summary>
    ConsentThanksYes,

    /// <summary>Notes are removed.</summary>
    ConsentThanksNo,

    /// <summary>Heading of every link that leads nowhere (any more).</summary>
    GoneTitle,

    /// <summary>Its text.</summary>
    GoneText,

    /// <summary>Heading where something broke on our side.</summary>
    TroubleTitle,

    /// <summary>Its text.</summary>
    TroubleText,

    /// <summary>Above a form that came back: nothing is recorded yet.</summary>
    ErrorsNotSent,

    /// <summary>No choice was made.</summary>
    ErrorsChooseOne,

    /// <summary>A text is too long. Gaps: {most}.</summary>
    ErrorsTooLong,

    /// <summary>This is no phone number.</summary>
    ErrorsPhone,

    /// <summary>The time is not free any more, or passed.</summary>
    ErrorsTime,

    /// <summary>This is no date in the future.</summary>
    ErrorsDate,

    /// <summary>Nothing was written.</summary>
    ErrorsEmpty,

    /// <summary>The form was open for too long.</summary>
    ErrorsAgain,

    /// <summary>It came sooner than a person reads: once more, please.</summary>
    ErrorsOnceMore,

    /// <summary>Title of the page after an error begins with it.</summary>
    ErrorsHeading,
}
