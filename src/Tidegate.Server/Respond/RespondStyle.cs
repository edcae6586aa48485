namespace Tidegate.Server.Respond;

/// <summary>The looks of the page, as the console's.</summary>
internal static class RespondStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --bg: #f2f5f7; --card: #fff; --ink: #14202b; --muted: #4d5c6a; --line: #d0d9e0; --soft: #e9eef2; --bad: #b82c13; --good: #0a6b65; --good-soft: #dcf1ee; --accent: #0b5684; }
        @media (prefers-color-scheme: dark) { :root { --bg: #0b1217; --card: #131c23; --ink: #e6edf2; --muted: #a3b3c0; --line: #2b3a47; --soft: #1a252e; --bad: #ff8a6f; --good: #4fd0c1; --good-soft: #11312f; --accent: #7cc4ec; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
        main { max-width: 760px; margin: 0 auto; padding: 24px 20px 40px; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 6px; text-wrap: balance; overflow-wrap: anywhere; }
        h2 { font-size: 1.05rem; margin: 26px 0 8px; }
        .brand { font-weight: 700; color: var(--good); margin: 0 0 18px; }
        .muted { color: var(--muted); }
        .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 14px 22px; margin: 18px 0 0; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px; }
        .facts div { min-width: 0; } dt { color: var(--muted); font-size: .83rem; } dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
        ul { margin: 0; padding: 14px 18px 14px 36px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; overflow-wrap: anywhere; }
        form { display: grid; gap: 12px; margin-top: 12px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 14px 18px; }
        label { display: grid; gap: 3px; font-size: .88rem; color: var(--muted); }
        textarea, button { font: inherit; } textarea { width: 100%; padding: 7px 10px; border: 1px solid var(--muted); border-radius: 6px; background: var(--card); color: var(--ink); }
        .buttons { display: flex; flex-wrap: wrap; gap: 10px; }
        button { min-height: 40px; padding: 6px 16px; border: 1px solid var(--accent); border-radius: 6px; background: var(--card); color: var(--accent); font-weight: 600; cursor: pointer; }
        button.object { border-color: var(--bad); color: var(--bad); } button:hover { background: var(--soft); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        .said { margin-top: 22px; padding: 10px 14px; border: 1px solid var(--good); border-radius: 8px; background: var(--good-soft); overflow-wrap: anywhere; }
        """;
}
