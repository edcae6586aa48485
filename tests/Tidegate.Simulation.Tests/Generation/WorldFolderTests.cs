using Shouldly;
using Tidegate.Simulation.Worlds;
using Tidegate.Traffic;
using Xunit;

namespace Tidegate.Simulation.Tests.Generation;

/// <summary>Worlds that people hand in: what does not parse is told by file, line, value and what was expected.</summary>
public sealed class WorldFolderTests : IDisposable
{
    private const string Submit = """{"type":"submit","time":"2026-03-02T00:00:10Z","message_id":"m1","customer":"acme","destination":"+393391234567"}""";
    private const string Row = "10.000,m1,acme,ACME,393391234567,tim,22201,0.05,";
    private readonly string _folder = Directory.CreateTempSubdirectory("tidegate-world-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void World_written_by_hand_is_read()
    {
        var world = Read(Submit, Row + "a1", "a1,pumping,5,60", "outage,5,60");
        (world.Events.Length, world.Truth.Length, world.Attacks.Single().Id, world.Surprises.Single().Party).ShouldBe((1, 1, "a1", ""));
        Read(Submit, Row.Replace("0.05", "NaN", StringComparison.Ordinal)).Truth[0].Price.ShouldBe(float.NaN);
    }

    [Theory]
    [InlineData("10.000,m1,acme", "truth.csv, line 3: 3 values; expected 9: seconds,message_id,customer,sender,destination,supplier,mccmnc,price,campaign")]
    [InlineData("10.000,m1,acme,ACME,393391234567,tim,22201,0.05,,more", "truth.csv, line 3: 10 values; expected 9: ")]
    [InlineData("soon,m1,acme,ACME,393391234567,tim,22201,0.05,", "truth.csv, line 3: seconds 'soon'; expected seconds since 2026-03-02, a number from -1e9 to 1e9")]
    [InlineData("1e300,m1,acme,ACME,393391234567,tim,22201,0.05,", "seconds '1e300'; expected seconds since")]
    [InlineData("NaN,m1,acme,ACME,393391234567,tim,22201,0.05,", "seconds 'NaN'; expected seconds since")]
    [InlineData("10,,acme,ACME,393391234567,tim,22201,0.05,", "message_id ''; expected a name")]
    [InlineData("10,m1,acme,ACME,,tim,22201,0.05,", "destination ''; expected 7 to 15 digits")]
    [InlineData("10,m1,acme,ACME,39339123456789012,tim,22201,0.05,", "destination '39339************'; expected 7 to 15 digits")]
    [InlineData("10,m1,acme,ACME,393391234567,tim,22201,cheap,", "price 'cheap'; expected an amount from 0 to 1e9, or nothing")]
    [InlineData("10,m1,\"acme,ACME,393391234567,tim,22201,0.05,", "truth.csv, line 3: a quote is not closed")]
    public void Row_of_the_truth_that_does_not_parse(string row, string told) => Refuse(() => Read(Submit, Row + "\n" + row)).ShouldContain(told);

    [Theory]
    [InlineData("a1,pumping,5", "campaigns.csv, line 2: 3 values; expected 4: id,kind,start_seconds,minutes")]
    [InlineData("a1,pumping,5,long", "campaigns.csv, line 2: minutes 'long'; expected a number of minutes, 0 or more")]
    [InlineData("a1,pumping,5,1e12", "minutes '1e12'; expected a number of minutes")]
    [InlineData("a1,pumping,5,60\na1,pumping,9,60", "campaigns.csv, line 3: id 'a1'; expected an id that is there once")]
    public void Campaign_that_does_not_parse(string row, string told) => Refuse(() => Read(Submit, Row, row)).ShouldContain(told);

    [Theory]
    [InlineData("outage", "surprises.csv, line 2: 1 value; expected 3 or 4: kind,start_seconds,minutes,party")]
    [InlineData("outage,noon,60,acme", "surprises.csv, line 2: start_seconds 'noon'; expected seconds since")]
    public void Surprise_that_does_not_parse(string row, string told) => Refuse(() => Read(Submit, Row, surprises: row)).ShouldContain(told);

    [Theory]
    [InlineData("+393391234567", "", "destination")]
    [InlineData("\"submit\"", "\"sale\"", "expected submit, receipt or conversion")]
    [InlineData("\"customer\":\"acme\"", "\"customer\":\"acme\",\"segments\":70000", "segments")]
    [InlineData("\"customer\":\"acme\"", "\"customer\":\"acme\",\"price\":-1", "price")]
    [InlineData("}", "", "")]
    public void Event_that_does_not_keep_to_the_contract(string part, string instead, string told)
    {
        var error = Refuse(() => Read(Submit + "\n" + Submit.Replace(part, instead, StringComparison.Ordinal), Row));
        error.ShouldContain("events.ndjson, line 2: ");
        error.ShouldContain(told);
        error.ShouldNotContain("393391234567");
    }

    [Fact]
    public void Escaped_names_are_those_of_the_truth()
    {
        var world = Read(Submit.Replace("acme", "M\\u00fcller", StringComparison.Ordinal), Row.Replace("acme", "Müller", StringComparison.Ordinal));
        world.Events[0].Customer.ShouldBe(world.Truth[0].Customer);
    }

    [Fact]
    public void Missing_file_is_told_by_both_its_names()
    {
        Read(Submit, Row);
        File.Delete(Path.Combine(_folder, "truth.csv"));
        Should.Throw<FileNotFoundException>(() => WorldFolder.Read(_folder)).Message.ShouldContain("neither truth.csv nor truth.csv.gz is there");
    }

    [Fact]
    public void Names_with_quotes_and_commas_read_back()
    {
        var made = Handmade.World(Handmade.Message(10, "Bits, \"Bytes\" \\ Co", 393391234567, attack: 0, sender: "a,b"));
        var world = new World
        {
            Name = made.Name,
            Names = made.Names,
            Truth = made.Truth,
            Events = [new() { Kind = EventKind.Submit, Time = made.Truth[0].Time, MessageKey = 7, Customer = made.Truth[0].Customer, Destination = 393391234567, Price = 0.1f, Cost = float.NaN, Segments = 1 }],
            Attacks = [new("h,1", "a \"test\"", WorldFolder.Epoch, TimeSpan.FromHours(1))],
            Surprises = [new("outage", WorldFolder.Epoch, TimeSpan.FromHours(1), "Bits, \"Bytes\" \\ Co")],
            Start = WorldFolder.Epoch,
            Length = made.Length,
        };
        WorldWriter.Write(world, _folder, compress: false);

        var back = WorldFolder.Read(_folder);
        back.Names.Customers[back.Truth[0].Customer].ShouldBe("Bits, \"Bytes\" \\ Co");
        back.Names.Customers[back.Events[0].Customer].ShouldBe("Bits, \"Bytes\" \\ Co");
        back.Names.Senders[back.Truth[0].Sender].ShouldBe("a,b");
        (back.Attacks.Single(), back.Surprises.Single()).ShouldBe((world.Attacks[0], world.Surprises[0]));
    }

    private static string Refuse(Action read) => Should.Throw<InvalidDataException>(read).Message;

    private World Read(string events, string truth, string campaigns = "", string surprises = "")
    {
        File.WriteAllText(Path.Combine(_folder, "events.ndjson"), events + "\n");
        File.WriteAllText(Path.Combine(_folder, "truth.csv"), "seconds,message_id,customer,sender,destination,supplier,mccmnc,price,campaign\n" + truth + "\n");
        File.WriteAllText(Path.Combine(_folder, "campaigns.csv"), "id,kind,start_seconds,minutes\n" + campaigns + "\n");
        File.WriteAllText(Path.Combine(_folder, "surprises.csv"), "kind,start_seconds,minutes,party\n" + surprises + "\n");
        return WorldFolder.Read(_folder);
    }
}
