using System.Text.RegularExpressions;
using Tidegate.Server.Tests.Access;

namespace Tidegate.Server.Tests.Console;

/// <summary>Sends forms of the console's pages, with the token of the page they are on.</summary>
internal static partial class Form
{
    public static async Task<(int Status, string Text, HttpResponseMessage Response)> PostAsync(Browser browser, string path, string page, params (string Name, string Value)[] fields)
    {
        var token = TokenOf().Match(page);
        browser.Token = null;
        using var form = new FormUrlEncodedContent([new(token.Groups[1].Value, token.Groups[2].Value), .. fields.Select(f => new KeyValuePair<string, string>(f.Name, f.Value))]);
        return await browser.SendAsync(HttpMethod.Post, path, form);
    }

    [GeneratedRegex("type=\"hidden\" name=\"(__[^\"]+)\" value=\"([^\"]+)\"")]
    private static partial Regex TokenOf();
}
