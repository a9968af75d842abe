using System.Collections;
using RealmTools.Host;
using RealmTools.Rmi;

namespace RealmTools.Tests.Host.Definitions;

public sealed class RealmDefinitionTests
{
    private static readonly string s_folder = Path.Combine(Path.GetTempPath(), "definitions");
    private static readonly string s_file = Path.Combine(s_folder, "vm1.json");

    private const string Full =
        """
        {
          // in the order in which it is measured
          "$schema": "realm",
          "name": "vm1", "IPABITS": 33, "StartLevel": 2, "HashAlgorithm": "sha512", "PersonalizationValue": "00c0ffee",
          "PmuCounters": 4,
          "Memory": [
            { "Ipa": "0x80000000", "Path": "images/kernel", "Measure": true },
            { "Ipa": 1073741824, "Size": "4MB", "PageSize": "4KB" },
            { "Ipa": "0x100000000", "Size": 65536, "Shared": true, "ReadOnly": true, "MemoryAttribute": 1, "Address": "0x90000000" },
          ],
          "Vcpus": [ { "EntryPoint": "0x80000000", "Registers": [ 1, "0x88000000" ] }, { "Count": 2, "Runnable": true } ],
          "Start": true
        }
        """;

    [Fact]
    public void Every_field_is_read_and_paths_are_relative_to_the_file()
    {
        RealmDefinition definition = RealmDefinition.FromJson(Full, s_file);

        Assert.Equal(("vm1", 33, 2, RealmHashAlgorithm.Sha512, 4, true), (
            definition.Name, definition.IpaBits, definition.StartLevel, definition.HashAlgorithm, definition.PmuCounters, definition.Start));
        Assert.Equal([0x00, 0xC0, 0xFF, 0xEE], definition.PersonalizationValue!.Value.AsSpan().ToArray());
        Assert.Equal(
            [
                new MemoryDefinition(new Ipa(0x8000_0000u), null) { Path = Path.Combine(s_folder, "images", "kernel"), Measure = true },
                new MemoryDefinition(new Ipa(0x4000_0000u), new ByteSize("4MB")) { PageSize = new ByteSize("4KB") },
                new MemoryDefinition(new Ipa(0x1_0000_0000L), new ByteSize("64KB"))
                {
                    Shared = true, ReadOnly = true, MemoryAttribute = 1, Address = new PhysicalAddress(0x9000_0000u),
                },
            ],
            definition.Memory.AsEnumerable());
        Assert.Equal(3, definition.Vcpus.Length);
        Assert.Equal([1ul, 0x8800_0000ul], definition.Vcpus[0].Registers.AsEnumerable());
        Assert.Equal([null, true, true], definition.Vcpus.Select(static v => v.Runnable));
    }

    [Fact]
    public void A_data_file_may_have_plain_numbers_whose_32_bits_are_meant()
    {
        var fields = new Hashtable
        {
            ["Name"] = "vm1",
            ["Memory"] = new Hashtable { ["Ipa"] = unchecked((int)0x8000_0000), ["Size"] = 4194304 },
            ["Vcpus"] = 2,
        };

        RealmDefinition definition = RealmDefinition.FromFields(fields, s_file);

        Assert.Equal(new MemoryDefinition(new Ipa(0x8000_0000u), new ByteSize("4MB")), Assert.Single(definition.Memory));
        Assert.Equal(2, definition.Vcpus.Length);
    }

    [Fact]
    public void What_is_written_reads_back_as_it_was()
    {
        RealmDefinition definition = RealmDefinition.FromJson(Full, s_file);

        string json = definition.ToJson(s_folder);

        Assert.Contains("\"Path\": \"images/kernel\"", json, StringComparison.Ordinal);
        Assert.Equal(json, RealmDefinition.FromJson(json, s_file).ToJson(s_folder));
    }

    [Fact]
    public void A_data_file_is_written_as_people_write_it() => Assert.Equal(
        """
        @{
            Name   = 'o''brien'
            Memory = @(
                @{
                    Ipa     = '0x1000'
                    Size    = '12KB'
                    Measure = $true
                }
            )
        }

        """.ReplaceLineEndings("\n"),
        new RealmDefinition("o'brien") { Memory = [new MemoryDefinition(new Ipa(0x1000), new ByteSize("12KB")) { Measure = true }] }.ToDataFile(s_folder));

    [Theory]
    [InlineData("""{}""", "Name: the realm needs a name.")]
    [InlineData("""{ "Name": 5 }""", "Name: 5 is not text that is not empty.")]
    [InlineData("""{ "Name": "a*" }""", "Name: 'a*' is no name")]
    [InlineData("""{ "Name": "a", "IpaBits": 99 }""", "IpaBits: 99 is not a whole number from 32 to 52.")]
    [InlineData("""{ "Name": "a", "IpaBits": 40.5 }""", "IpaBits: 40.5 is not a whole number")]
    [InlineData("""{ "Name": "a", "HashAlgorithm": "md5" }""", "HashAlgorithm: 'md5' is not one of Sha256, Sha512, Sha384.")]
    [InlineData("""{ "Name": "a", "PersonalizationValue": "zz" }""", "PersonalizationValue: 'zz' is not hexadecimal")]
    [InlineData("""{ "Name": "a", "PersonalizationValue": [ 256 ] }""", "PersonalizationValue: a list is not hexadecimal")]
    [InlineData("""{ "Name": "a", "Lpa2": "yes" }""", "Lpa2: 'yes' is not true or false.")]
    [InlineData("""{ "Name": "a", "Memroy": [] }""", "Memroy: there is no such field; the fields are Name, IpaBits")]
    [InlineData("""{ "Name": "a", "Memory": [ 5 ] }""", "Memory[0]: 5 is not a table of fields.")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Size": "4KB" } ] }""", "Memory[0].Ipa: memory needs its first IPA.")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0 } ] }""", "Memory[0].Size: memory without an image needs a size.")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": "0x1001", "Size": "4KB" } ] }""", "Memory[0].Ipa: IPA 0x1001 is not a multiple of 4 KiB")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": "x", "Size": "4KB" } ] }""", "Memory[0].Ipa: 'x' is not a number or an address")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0, "Size": 0 } ] }""", "Memory[0].Size: The range at 0x0 has no bytes.")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0, "Size": -1 } ] }""", "Memory[0].Size: -1 is not a size such as 64MB.")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0, "Size": "4KB", "PageSize": "3KB" } ] }""", "Memory[0].PageSize: The page size 3 KiB is none")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0, "Size": "4KB", "ReadOnly": true } ] }""", "Memory[0].Shared: Address, MemoryAttribute and ReadOnly are for shared")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0, "Size": "4KB", "Shared": true, "Measure": true } ] }""", "Memory[0].Shared: shared memory takes no image")]
    [InlineData("""{ "Name": "a", "Memory": [ { "Ipa": 0, "Size": "8KB" }, { "Ipa": "0x1000", "Size": "4KB" } ] }""", "Memory: 0x1000 lies within 0x0-0x2000")]
    [InlineData("""{ "Name": "a", "Vcpus": [ { "Registers": [1,2,3,4,5,6,7,8,9] } ] }""", "Vcpus[0].Registers: there are more than the 8")]
    [InlineData("""{ "Name": "a", "Vcpus": [ { "Count": 0 } ] }""", "Vcpus[0].Count: 0 is not a whole number from 1 to 512.")]
    [InlineData("""{ "Name": "a", "Vcpus": -1 }""", "Vcpus: -1 is not a whole number from 0")]
    [InlineData("""{ "Name": "a", "name": "b" }""", "name: the field is there more than once.")]
    [InlineData("""[ 1 ]""", "the file must hold one object")]
    [InlineData("""{ "Name": """, "this is no JSON:")]
    public void A_bad_field_is_named_with_its_rule(string json, string fault)
    {
        HostException e = Assert.Throws<HostException>(() => RealmDefinition.FromJson(json, s_file));

        Assert.Equal(FailureId.DefinitionInvalid, e.Id);
        Assert.Contains($"- {fault}", e.Message, StringComparison.Ordinal);
        Assert.Single(e.Message.Split("\n  - ").Skip(1));
    }

    [Fact]
    public void All_bad_fields_are_named_at_once()
    {
        HostException e = Assert.Throws<HostException>(() => RealmDefinition.FromJson("""{ "Name": "a", "IpaBits": 5, "Start": 1, "X": 0 }""", s_file));

        Assert.Equal(3, e.Message.Split("\n  - ").Skip(1).Count());
    }
}
