using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Tidegate.Reporting.Html;

/// <summary>
/// A page in the making. Markup is the literal part of an interpolated string; whatever is put in a hole is encoded,
/// so a name out of the traffic cannot become markup whichever element or attribute it stands in.
/// </summary>
internal sealed class HtmlPage
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    /// <summary>Appends markup with encoded holes.</summary>
    public void Add([InterpolatedStringHandlerArgument("")] ref Fragment fragment) => _ = fragment.Length;

    /// <summary>Appends markup that is a constant of ours.</summary>
    public void Markup(string constant) => _text.Append(constant);

    /// <summary>Appends money in one currency or several; lines break between the currencies alone, where the cell is "sums".</summary>
    public void Amounts(string money)
    {
        var amounts = money.Split(" + ");
        for (var i = 0; i < amounts.Length; i++)
        {
            if (i > 0) Markup(" + ");
            Add($"""<span class="nowrap">{amounts[i]}</span>""");
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Takes an interpolated string apart into markup and text.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Fragment(int literalLength, int formattedCount, HtmlPage page)
    {
        private readonly StringBuilder _text = page._text.EnsureRoom(literalLength + (formattedCount * 16));

        /// <summary>Characters of the page so far.</summary>
        public int Length => _text.Length;

        /// <summary>Markup.</summary>
        public void AppendLiteral(string literal) => _text.Append(literal);

        /// <summary>Text, encoded; without characters that would turn it and what follows it around.</summary>
        public void AppendFormatted(string? text) => _text.Append(Encoder.Encode(PlainText.Of(text ?? "")));

        /// <summary>A whole number.</summary>
        public void AppendFormatted(long number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>A number for geometry, three decimals at most; 0 when it is not finite.</summary>
        public void AppendFormatted(double number) =>
            _text.Append((double.IsFinite(number) ? Math.Round(number, 3) + 0.0 : 0).ToString("0.###", CultureInfo.InvariantCulture));
    }
}

/// <summary>Growth of a text buffer ahead of need.</summary>
internal static class StringBuilderRoom
{
    /// <summary>The same buffer, with room for so many more characters.</summary>
    public static StringBuilder EnsureRoom(this StringBuilder text, int more)
    {
        text.EnsureCapacity(text.Length + more);
        return text;
    }
}
