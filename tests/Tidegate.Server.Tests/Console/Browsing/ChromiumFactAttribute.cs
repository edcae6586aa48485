using Xunit;

namespace Tidegate.Server.Tests.Console.Browsing;

/// <summary>A test that needs Debian's chromium and npm's axe-core.</summary>
internal sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute() => Skip = BrowsedConsole.Lacking;
}

/// <summary>Several tests that need Debian's chromium and npm's axe-core.</summary>
internal sealed class ChromiumTheoryAttribute : TheoryAttribute
{
    public ChromiumTheoryAttribute() => Skip = BrowsedConsole.Lacking;
}
