using System.Text;
using System.Text.Json.Nodes;
using FollowUps.Responses;
using Xunit;

namespace FollowUps.Tests.Responses;

public sealed class ReadDeliveryReportTests
{
    private const string Message = "8540c0de-899f-5cce-acb5-3ec493af3800";

    /// <summary>As the service's own documentation prints it.</summary>
    private const string EventGrid = """
        { "id": "5d7ba0b4", "topic": "/subscriptions/s/providers/microsoft.communication/communicationservices/c",
          "subject": "sender/senderid@azure.com/message/8540c0de-899f-5cce-acb5-3ec493af3800",
          "data": { "sender": "senderid@azure.com", "recipient": "ada@example.com", "internetMessageId": "<1@azure.com>",
                    "messageId": "8540c0de-899f-5cce-acb5-3ec493af3800", "status": "Delivered",
                    "deliveryStatusDetails": { "statusMessage": "Status Message", "recipientMailServerHostName": "mx.example.com" },
                    "deliveryAttemptTimeStamp": "2026-11-24T15:06:00.2855749+00:00" },
          "eventType": "Microsoft.Communication.EmailDeliveryReportReceived", "dataVersion": "1.0", "metadataVersion": "1", "eventTime": "2026-11-24T15:07:00Z" }
        """;

    [Theory]
    [InlineData("Delivered", DeliveryStatus.Delivered)]
    [InlineData("delivered", DeliveryStatus.Delivered)]
    [InlineData("Expanded", DeliveryStatus.Expanded)]
    [InlineData("Bounced", DeliveryStatus.Bounced)]
    [InlineData("Failed", DeliveryStatus.Failed)]
    [InlineData("Suppressed", DeliveryStatus.Suppressed)]
    [InlineData("FilteredSpam", DeliveryStatus.FilteredSpam)]
    [InlineData("Quarantined", DeliveryStatus.Quarantined)]
    [InlineData("Deferred", DeliveryStatus.Unknown)]
    [InlineData("6", DeliveryStatus.Unknown)]
    public void Every_status_is_read_and_one_that_nobody_knows_yet_is_kept_as_a_word(string word, DeliveryStatus status)
    {
        var report = One(Given.Bytes(Given.ReportEvent(Message, "ada@example.com", word)));
        Assert.Equal(status, report.Status);
        Assert.Equal(word, report.Word, ignoreCase: true);
    }

    [Fact]
    public void A_strange_status_cannot_carry_anything_but_letters_and_digits() =>
        Assert.Equal("NoadaexamplecomX", One(Given.Bytes(Given.ReportEvent(Message, "ada@example.com", "No: <ada@example.com>\r\nX"))).Word);

    [Fact]
    public void Both_schemas_say_the_same()
    {
        var cloud = One(Given.Bytes(Given.ReportEvent(Message, "ada@example.com", "Delivered", "Status Message", "2026-11-24T15:06:00.2855749+00:00")));
        Assert.Equal(cloud, One(Encoding.UTF8.GetBytes(EventGrid)));
        Assert.Equal(Given.At("2026-11-24T15:06:00.2855749Z"), cloud.At);
        Assert.Equal(Message, cloud.Message.ToString());
        Assert.Equal(Given.Address("ada@example.com"), cloud.Recipient);
    }

    [Theory]
    [InlineData("deliveryAttemptTimeStamp")]
    [InlineData("deliveryAttemptTimestamp")]
    [InlineData("DeliveryAttemptTimestamp")]
    public void The_time_of_the_attempt_is_read_in_both_spellings(string name)
    {
        var json = Given.ReportEvent(Message, "ada@example.com", "Bounced");
        var data = json["data"]!.AsObject();
        data.Remove("deliveryAttemptTimeStamp");
        data[name] = "2026-11-24T01:02:03Z";
        Assert.Equal(Given.At("2026-11-24T01:02:03Z"), One(Given.Bytes(json)).At);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("yesterday")]
    public void Without_a_usable_one_the_time_of_the_event_stands_in(string? time)
    {
        var json = Given.ReportEvent(Message, "ada@example.com", "Bounced");
        json["data"]!["deliveryAttemptTimeStamp"] = time;
        Assert.Equal(Given.At("2026-11-24T15:07:00Z"), One(Given.Bytes(json)).At);
        json.Remove("time");
        Assert.Null(One(Given.Bytes(json)).At);
    }

    [Fact]
    public void One_event_an_array_base64_and_base64_of_base64_are_all_understood()
    {
        var json = Given.ReportEvent(Message, "ada@example.com", "Delivered").ToJsonString();
        string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        foreach (var text in new[] { json, $"[{json}]", Encode(json), Encode($"[{json}]"), Encode(Encode(json)), "\uFEFF" + json })
        {
            Assert.Equal(DeliveryStatus.Delivered, One(Encoding.UTF8.GetBytes(text)).Status);
        }

        Assert.Equal(3, ReadDeliveryReport.Of(Encoding.UTF8.GetBytes($"[{json},{json},{json}]")).OfType<ReportEvent.Report>().Count());
        Assert.Empty(ReadDeliveryReport.Of("[]"u8.ToArray()));
    }

    [Fact]
    public void Data_in_base64_is_read_too()
    {
        var json = Given.ReportEvent(Message, "ada@example.com", "Bounced");
        var data = json["data"]!.ToJsonString();
        json.Remove("data");
        json["data_base64"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(data));
        Assert.Equal(DeliveryStatus.Bounced, One(Given.Bytes(json)).Status);
    }

    [Fact]
    public void A_report_of_a_suppressed_mail_has_fewer_fields()
    {
        var json = Given.ReportEvent(Message, "ada@example.com", "Suppressed");
        json["data"]!.AsObject().Remove("internetMessageId");
        json["data"]!.AsObject().Remove("deliveryStatusDetails");
        Assert.Equal((DeliveryStatus.Suppressed, null), (One(Given.Bytes(json)).Status, One(Given.Bytes(json)).SmtpCode));
    }

    [Fact]
    public void The_subject_names_the_mail_where_the_data_does_not()
    {
        var json = Given.ReportEvent(Message, "not an address", "Delivered");
        json["data"]!.AsObject().Remove("messageId");
        var report = One(Given.Bytes(json));
        Assert.Equal(Message, report.Message.ToString());
        Assert.Null(report.Recipient);
    }

    [Theory]
    [InlineData("Microsoft.EventGrid.SubscriptionValidationEvent")]
    [InlineData("microsoft.eventgrid.subscriptionvalidationevent")]
    [InlineData("Microsoft.EventGrid.SubscriptionDeletedEvent")]
    [InlineData("Microsoft.Communication.EmailEngagementTrackingReportReceived")]
    public void Handshakes_and_who_opened_what_are_passed_over(string type)
    {
        var json = new JsonObject { ["eventType"] = type, ["data"] = new JsonObject { ["validationCode"] = "x" } };
        Assert.IsType<ReportEvent.Ignored>(Assert.Single(ReadDeliveryReport.Of(Given.Bytes(json))));
    }

    [Theory]
    [InlineData("", "message")]
    [InlineData("hello", "message")]
    [InlineData("[1]", "message")]
    [InlineData("{}", "type")]
    [InlineData("""{"type":"Microsoft.Storage.BlobCreated","data":{}}""", "type")]
    [InlineData("""{"type":"Microsoft.Communication.EmailDeliveryReportReceived"}""", "data")]
    [InlineData("""{"type":"Microsoft.Communication.EmailDeliveryReportReceived","data":[]}""", "data")]
    [InlineData("""{"type":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"status":"Delivered"}}""", "data.messageId")]
    [InlineData("""{"type":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"messageId":"m-1","status":"Delivered"}}""", "data.messageId")]
    [InlineData("""{"type":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"messageId":"8540c0de-899f-5cce-acb5-3ec493af3800"}}""", "data.status")]
    [InlineData("""{"type":"Microsoft.Communication.EmailDeliveryReportReceived","data":{"messageId":"8540c0de-899f-5cce-acb5-3ec493af3800","status":7}}""", "data.status")]
    public void What_cannot_be_used_names_the_field_and_the_fix(string message, string field)
    {
        var bad = Assert.IsType<ReportEvent.Bad>(Assert.Single(ReadDeliveryReport.Of(Encoding.UTF8.GetBytes(message))));
        Assert.Equal(field, bad.Error.Field);
        Assert.NotEmpty(bad.Error.Fix);
    }

    [Fact]
    public void One_bad_event_does_not_spoil_the_others_of_its_message()
    {
        var events = ReadDeliveryReport.Of(Encoding.UTF8.GetBytes($"[{{\"type\":\"x\"}},{EventGrid}]"));
        Assert.Equal("""{"type":"x"}""", Encoding.UTF8.GetString(Assert.IsType<ReportEvent.Bad>(events[0]).Content.Span));
        Assert.IsType<ReportEvent.Report>(events[1]);
    }

    [Theory]
    [InlineData("550 5.1.1 The email account does not exist.", "550 5.1.1", false)]
    [InlineData("550-5.1.1 <ada@example.com>: no such user", "550 5.1.1", false)]
    [InlineData("smtp; 550 5.7.1 blocked", "550 5.7.1", false)]
    [InlineData("552 5.2.2 mailbox full", "552 5.2.2", true)]
    [InlineData("551 5.1.1 moved", "551 5.1.1", true)]
    [InlineData("554 5.1.0 sender denied", "554 5.1.0", true)]
    [InlineData("Remote server said: 452 4.2.2 over quota", "452 4.2.2", true)]
    [InlineData("550 no such user", "550", false)]
    [InlineData("The email account does not exist.", null, false)]
    [InlineData("", null, false)]
    [InlineData("call 555 1.2.3", null, false)]
    public void Of_what_the_recipients_server_said_only_the_code_is_kept_and_it_tells_soft_from_hard(string said, string? code, bool soft)
    {
        var report = One(Given.Bytes(Given.ReportEvent(Message, "ada@example.com", "Bounced", said)));
        Assert.Equal((code, soft), (report.SmtpCode, report.IsSoft()));
    }

    private static DeliveryReport One(byte[] message) => Assert.IsType<ReportEvent.Report>(Assert.Single(ReadDeliveryReport.Of(message))).Value;
}
