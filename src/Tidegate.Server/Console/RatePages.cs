using System.Globalization;
using System.Text;
using Tidegate.Pricing;
using Tidegate.Server.Access;
using Tidegate.Server.Casework;
using Tidegate.Server.Console.Pages;
using Tidegate.Server.Http;
using Tidegate.Server.Rates;

namespace Tidegate.Server.Console;

/// <summary>/settings/rates: the price lists, edited as CSV.</summary>
internal static class RatePages
{
    // More rows than these are edited in a file: a page with a hundred thousand rows helps nobody.
    private const int MostEdited = 2000;
    private const long MostBytes = 16 << 20;

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/rates", (HttpContext context, Operators operators) => ConsoleEndpoints.Page<RatesPage>(Read(context, operators))).For(Role.Analyst);
        pages.MapGet("/settings/rates.csv", (HttpContext _, Operators operators) => Results.Text(Csv(operators.Rates()!.Rates), "text/csv; charset=utf-8", Encoding.UTF8)).For(Role.Analyst);
        pages.MapPost("/settings/rates", SetAsync).For(Role.Admin);
    }

    private static RatesView Read(HttpContext context, Operators operators)
    {
        var current = operators.Rates()!;
        var offset = Query.Whole(context.Request, "offset", 0, 0, int.MaxValue - RatesView.PageSize);
        return new RatesView
        {
            Frame = Frame.Of(context, "settings", "Price lists"),
            Version = current.Version,
            SetAt = current.SetAt,
            SetBy = current.SetBy,
            Comment = current.Comment,
            Rows = [.. current.Rates.Skip(offset).Take(RatesView.PageSize)],
            Total = current.Rates.Count,
            Offset = offset,
            Draft = current.Rates.Count <= MostEdited ? Csv(current.Rates) : "",
        };
    }

    private static Task<IResult> SetAsync(HttpContext context, Operators operators)
    {
        var draft = ""; // what was typed, or stood in the file that was sent
        return FormAnswer.OfAsync<RatesPage>(context, DoAsync, (form, problem) =>
        {
            var view = Read(context, operators) with { Why = form["why"].ToString(), Problem = problem };
            return Task.FromResult<object>(draft.Length > 0 ? view with { Draft = draft } : view);
        });

        async Task<IResult> DoAsync(IFormCollection form)
        {
            var version = FormAnswer.SameVersion(form, "set price lists");
            if (form["do"] == "rollback")
            {
                var to = int.TryParse(form["to"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
                var earlier = (to < 0 ? null : operators.Rates(to)) ?? throw ProblemException.Bad("to", form["to"].ToString(), "a version that was set, or 0 for none");
                await operators.SetRatesAsync(RateCsv.Read(Encoding.UTF8.GetBytes(Csv(earlier.Rates))), $"rolled back to version {to}", version, Caller.Of(context));
                return Results.LocalRedirect("/settings/rates");
            }

            draft = form.Files.GetFile("file") is { Length: > 0 } file ? await TextAsync(file) : form["text"].ToString();
            await operators.SetRatesAsync(Rows(draft), FormAnswer.Why(form, "why"), version, Caller.Of(context));
            return Results.LocalRedirect("/settings/rates");
        }
    }

    private static IReadOnlyList<Rate> Rows(string csv)
    {
        try
        {
            return RateCsv.Read(Encoding.UTF8.GetBytes(csv));
        }
        catch (RateException e)
        {
            throw ProblemException.Bad($"{(e.Row == 0 ? "The header" : $"Row {e.Row}")}, {e.Key}", e.Value, e.Expected);
        }
    }

    private static async Task<string> TextAsync(IFormFile file)
    {
        if (file.Length > MostBytes) throw ProblemException.Bad("file", $"{file.Length} bytes", $"at most {MostBytes}");
        using var reader = new StreamReader(file.OpenReadStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    private static string Csv(IReadOnlyList<RateForm> rates)
    {
        var text = new StringBuilder(string.Join(',', RateRow.Keys)).Append('\n');
        foreach (var r in rates)
            text.AppendJoin(',', new[] { r.Network, r.Country, r.Supplier, r.Customer, r.Currency, Number(r.Price), Number(r.Cost), r.ValidFrom, r.ValidUntil }.Select(Cell)).Append('\n');
        return text.ToString();
    }

    private static string? Number(double? value) => value?.ToString("0.############", CultureInfo.InvariantCulture);

    private static string Cell(string? text) => text is null ? "" : text.AsSpan().IndexOfAny(",\"\n\r;") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}

/// <summary>The price lists on their page.</summary>
public sealed record RatesView
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 100;

    /// <summary>What is around it.</summary>
    public required Frame Frame { get; init; }

    /// <summary>Version in force; 0 where there are none.</summary>
    public required int Version { get; init; }

    /// <summary>When it was set.</summary>
    public DateTimeOffset? SetAt { get; init; }

    /// <summary>By whom.</summary>
    public required string SetBy { get; init; }

    /// <summary>Why.</summary>
    public required string Comment { get; init; }

    /// <summary>This page's rows.</summary>
    internal IReadOnlyList<RateForm> Rows { get; init; } = [];

    /// <summary>How many rows there are.</summary>
    public required int Total { get; init; }

    /// <summary>How many come before this page.</summary>
    public required int Offset { get; init; }

    /// <summary>The text that is edited; empty where there are too many rows for that.</summary>
    public required string Draft { get; init; }

    /// <summary>Why it is to be set, as far as that was typed.</summary>
    public string Why { get; init; } = "";

    /// <summary>What was not done; null when all was.</summary>
    public string? Problem { get; init; }
}
