using System.Text;
using FollowUps.Calls.Reading;
using FollowUps.Platforms;
using Xunit;

namespace FollowUps.Tests.Platforms;

/// <summary>What the shipped mappings make of every documented shape, alone: without a second event of the call and without the table of known customers.</summary>
public sealed class ShippedMappingsTests
{
    [Fact]
    public void Every_shipped_mapping_can_be_used()
    {
        var (mappings, errors) = ReadPlatformMapping.All(Given.PlatformFiles());
        Assert.Empty(errors);
        Assert.Equal(["acs", "aircall", "amazon-connect", "dynamics-365", "genesys", "twilio", "zoom"], mappings.Names);
    }

    [Fact]
    public void Every_documented_shape_becomes_what_was_approved()
    {
        var told = new StringBuilder();
        foreach (var sample in Given.PlatformSamples())
        {
            told.Append("── ").Append(sample).Append('\n');
            foreach (var item in MapMessage.Of(Given.PlatformEvent(sample), Given.Platforms, null))
            {
                told.Append(Told(item)).Append('\n');
            }
        }

        Approved.Verify("platform-events.txt", told.ToString());
    }

    private static string Told(MappedItem item) => item switch
    {
        MappedItem.Ignored ignored => $"{ignored.Mapping.Name}: passed over ({ignored.Reason})\n",
        MappedItem.Event read => $"{read.Mapping.Name}, {read.Of.Name}{(read.Mapping.Join?.Parts.Contains(read.Of.Name) == true ? " (a part of a call)" : "")}\n{Lines(read)}",
        MappedItem.Bad bad => $"cannot be used: {bad.Error}\n",
        _ => "not of a platform that has a mapping\n",
    };

    private static string Lines(MappedItem.Event read)
    {
        var json = Encoding.UTF8.GetString(read.Fields.Event(read.Mapping.Source));
        var missing = new[] { "outcome", "queue", "customer.id", "customer.email", "customer.phone", "agent.name", "agent.phone" }.Where(field => read.Fields[field] is null);
        return $"  {json}\n  the platform leaves out: {string.Join(", ", missing)}\n";
    }
}

/// <summary>The language of mappings, one operator at a time.</summary>
public sealed class MappingLanguageTests
{
    [Theory]
    [InlineData("a.b", """{"a":{"b":"x"}}""", "x")]
    [InlineData("A.B", """{"a":{"b":"x"}}""", "x")]
    [InlineData("a.b", """{"a":{"B":"y","b":"x"}}""", "x")]
    [InlineData("a", """{"a":7}""", "7")]
    [InlineData("a", """{"a":null}""", null)]
    [InlineData("a", """{"a":"  "}""", null)]
    [InlineData("a.b", """{"a":"x"}""", null)]
    [InlineData("a[1]", """{"a":["x","y"]}""", "y")]
    [InlineData("a[-1]", """{"a":["x","y"]}""", "y")]
    [InlineData("a[5]", """{"a":["x","y"]}""", null)]
    [InlineData("a[-3]", """{"a":["x","y"]}""", null)]
    [InlineData("a[k=two].v", """{"a":[{"k":"one","v":"x"},{"k":"Two","v":"y"}]}""", "y")]
    [InlineData("a[k=two][-1].v", """{"a":[{"k":"two","v":"x"},{"k":"two","v":"y"}]}""", "y")]
    [InlineData("a[k=three].v", """{"a":[{"k":"one","v":"x"}]}""", null)]
    [InlineData("a{}.b", """{"a":"{\"b\":\"x\"}"}""", "x")]
    [InlineData("a{}.b", """{"a":"no json"}""", null)]
    [InlineData("'a.b'", """{"a.b":"x"}""", "x")]
    public void A_path_finds(string path, string json, string? found) => Assert.Equal(found, Value($$"""{"path":"{{path}}"}""", json));

    [Theory]
    [InlineData("iso", "2026-03-02T15:11:47.7243005+01:00", "2026-03-02T14:11:47.7243005Z")]
    [InlineData("epochSeconds", "1772460707", "2026-03-02T14:11:47Z")]
    [InlineData("epochMilliseconds", "1772460707384", "2026-03-02T14:11:47.384Z")]
    [InlineData("rfc2822", "Mon, 02 Mar 2026 14:11:47 +0000", "2026-03-02T14:11:47Z")]
    [InlineData("rfc2822", "2 Mar 2026 15:11:47 +0100", "2026-03-02T14:11:47Z")]
    [InlineData("jsonDate", "/Date(1772460751000+0000)/", "2026-03-02T14:12:31Z")]
    [InlineData("jsonDate", "/Date(1772460751000)/", "2026-03-02T14:12:31Z")]
    public void A_time_is_read_in_its_form(string form, string text, string instant) =>
        Assert.Equal(Instants.Read(instant), Instants.Read(Value($$"""{"path":"a","time":"{{form}}"}""", $$"""{"a":"{{text}}"}""")!));

    [Theory]
    [InlineData("""{"path":"a","after":"/"}""", "queue-1")]
    [InlineData("""{"path":"a","strip":["tel:","arn:"]}""", "x/queue-1")]
    [InlineData("""{"path":"a","map":{"ARN:X/QUEUE-1":"one"}}""", "one")]
    [InlineData("""{"path":"a","map":{"other":"one"}}""", "arn:x/queue-1")]
    [InlineData("""{"first":["none",{"path":"a","after":"-"}]}""", "1")]
    [InlineData("""{"join":["b",{"const":"or"},"none","b"],"with":"-"}""", "y-or-y")]
    [InlineData("""{"const":"z","when":[{"path":"b","is":"Y"}]}""", "z")]
    [InlineData("""{"const":"z","when":[{"path":"b","isNot":["y"]}]}""", null)]
    [InlineData("""{"const":"z","when":[{"path":"none","exists":false},{"path":"b","startsWith":"y"},{"path":"b","endsWith":"Y"}]}""", "z")]
    public void A_rule_makes(string rule, string? text) => Assert.Equal(text, Value(rule, """{"a":"arn:x/queue-1","b":"y"}"""));

    [Fact]
    public void Lists_and_promises_are_taken_item_by_item()
    {
        var mapping = Mapping("""
            "callId":"id","tags":{"each":"t","take":"n"},"actionsTaken":{"path":"done","split":";"},
            "promises":{"each":"p","fields":{"id":"n","what":"w","dueAt":{"path":"d","time":"epochSeconds"},"owner.name":"o"}}
            """);
        var item = Assert.IsType<MappedItem.Event>(Assert.Single(MapMessage.Of(
            Encoding.UTF8.GetBytes("""{"kind":"x","id":"1","t":[{"n":"a"},{"n":"b"}],"done":"one; two","p":[{"n":4,"w":"Call back","d":1772460707,"o":"Sam"}]}"""), new PlatformMappings([mapping]), null)));
        Assert.Equal(
            """{"specversion":"1.0","type":"followup.call.closed.v1","source":"/platforms/p","data":{"callId":"1","actionsTaken":["one","two"],"tags":["a","b"],"promises":[{"dueAt":"2026-03-02T14:11:47Z","id":"4","what":"Call back","owner":{"name":"Sam"}}]}}""",
            Encoding.UTF8.GetString(item.Fields.Event(mapping.Source)));
        Assert.Equal(item.Fields.Event("s"), MappedFields.Read(item.Fields.Event("s")).Event("s"));
    }

    [Theory]
    [InlineData("""{"name":"P!","events":[]}""", "events", "name")]
    [InlineData("""{"name":"p","events":[{"name":"e","fields":{"calId":"a"}}]}""", "events[0].fields.calId")]
    [InlineData("""{"name":"p","events":[{"name":"e","fields":{"callId":"a..b"}}]}""", "events[0].fields.callId")]
    [InlineData("""{"name":"p","events":[{"name":"e","fields":{"callId":{"path":"a","const":"b"}}}]}""", "events[0].fields.callId")]
    [InlineData("""{"name":"p","events":[{"name":"e","fields":{"closedAt":{"path":"a","time":"unix"}}}]}""", "events[0].fields.closedAt.time")]
    [InlineData("""{"name":"p","events":[{"name":"e","when":[{"path":"a"}],"fields":{"callId":"a"}}]}""", "events[0].when[0]")]
    [InlineData("""{"name":"p","events":[{"name":"e","fields":{"callId":"a"}}],"join":{"parts":["e","f"],"within":"2h","otherwise":"take"}}""", "join.parts")]
    [InlineData("""{"name":"p","events":[{"name":"e","fields":{"callId":"a"}}],"defaults":{"outcom":"resolved"}}""", "defaults.outcom")]
    public void What_is_wrong_in_a_mapping_is_told_with_its_path(string json, params string[] paths)
    {
        var (mapping, errors) = ReadPlatformMapping.Of(Encoding.UTF8.GetBytes(json));
        Assert.Null(mapping);
        Assert.Equal(paths, errors.Select(error => error.Path));
        Assert.All(errors, error => Assert.NotEmpty(error.Fix));
    }

    [Fact]
    public void Of_a_declined_call_only_what_the_mapping_reads_for_codes_may_stay()
    {
        var mapping = Mapping(""" "callId":"id","documentationConsent":"c","reason":"why","customer.name":"who.name","agent.id":"w{}.id" """);
        var item = Assert.IsType<MappedItem.Event>(Assert.Single(MapMessage.Of(
            Encoding.UTF8.GetBytes("""{"kind":"x","id":1,"c":"declined","why":"secret","who":{"name":"Ada","note":"secret"},"w":"{\"id\":\"w1\",\"note\":\"secret\"}","more":["secret"]}"""),
            new PlatformMappings([mapping]), null)));
        Assert.Equal("""{"kind":"x","id":1,"c":"declined","why":"","who":{"name":"Ada","note":""},"w":"{\u0022id\u0022:\u0022w1\u0022,\u0022note\u0022:\u0022\u0022}","more":[""]}""", item.Content.Text);
        Assert.Null(item.Fields["reason"]);
        var again = Assert.IsType<MappedItem.Event>(Assert.Single(MapMessage.Of(item.Content.Bytes, new PlatformMappings([mapping]), null)));
        Assert.Equal(item.Content.Text, again.Content.Text);
    }

    [Fact]
    public void A_body_whose_platform_an_envelope_names_is_that_platforms()
    {
        var form = Given.PlatformEvent("twilio-task-completed.form.txt");
        var wrapped = MapMessage.Wrap(Given.Platforms.Find("twilio")!, form);
        Assert.Equal("the reservation says the same and names the agent", Assert.IsType<MappedItem.Ignored>(Assert.Single(MapMessage.Of(wrapped, Given.Platforms, null))).Reason);
        var unknown = """{"specversion":"1.0","type":"followup.platform.event.v1","source":"/platforms/nobody","data":{}}"""u8.ToArray();
        Assert.Equal("source", Assert.IsType<MappedItem.Bad>(Assert.Single(MapMessage.Of(unknown, Given.Platforms, null))).Error.Field);
    }

    [Fact]
    public void Our_own_contract_passes_through_as_it_is()
    {
        foreach (var message in new[] { Given.CallJson(), "no json"u8.ToArray(), "[]"u8.ToArray(), "{}"u8.ToArray(), """{"callId":"1","closedAt":"x","outcome":"resolved"}"""u8.ToArray() })
        {
            Assert.Equal(message, Assert.IsType<MappedItem.Ours>(Assert.Single(MapMessage.Of(message, Given.Platforms, null))).Message.ToArray());
        }
    }

    private static string? Value(string rule, string json)
    {
        var item = MapMessage.Of(Encoding.UTF8.GetBytes($$"""{"kind":"x",{{json[1..]}}"""), new PlatformMappings([Mapping($"\"queue\":{rule}")]), null);
        return Assert.IsType<MappedItem.Event>(Assert.Single(item)).Fields["queue"];
    }

    private static PlatformMapping Mapping(string fields)
    {
        var (mapping, errors) = ReadPlatformMapping.Of(Encoding.UTF8.GetBytes($$$"""{"name":"p","detect":[{"path":"kind","is":"x"}],"events":[{"name":"e","fields":{ {{{fields}}} }}]}"""));
        Assert.Empty(errors);
        return mapping!;
    }
}
