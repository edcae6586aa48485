using System.Security.Cryptography;
using System.Text;

namespace Tidegate.Reporting.Html;

/// <summary>The page's only style sheet, and the content policy that admits it and nothing else.</summary>
internal static class Style
{
    /// <summary>The style sheet. Colours: honest traffic blue-grey, what got through red, what was stopped teal.</summary>
    public const string Css = """
        :root{color-scheme:light dark;--bg:#f2f5f7;--card:#fff;--ink:#14202b;--muted:#4d5c6a;--line:#d9e0e6;--soft:#edf1f4;
        --attack:#c2331a;--attack-soft:#fbe7e2;--stopped:#0a7a73;--stopped-soft:#dcf1ee;--honest:#a3b8c8;--expected:#34526c;
        --amber:#855000;--amber-soft:#fbefd9;--accent:#0b5f8a;
        --h1:#f7d9d1;--h2:#eeab9b;--h3:#e07d66;--h4:#cd4d33;--h5:#a3240f}
        @media (prefers-color-scheme:dark){:root{--bg:#0b1217;--card:#131c23;--ink:#e6edf2;--muted:#a3b3c0;--line:#273542;--soft:#1a252e;
        --attack:#ff8063;--attack-soft:#3a1d17;--stopped:#46c8b9;--stopped-soft:#11312f;--honest:#41596c;--expected:#b4cbdd;
        --amber:#f0b454;--amber-soft:#35270f;--accent:#6bbbe8;
        --h1:#3d211b;--h2:#6b2f23;--h3:#a3432f;--h4:#dc6047;--h5:#ffa189}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
        main,.top>div,footer{max-width:1160px;margin:0 auto;padding:0 20px}
        a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:2px}
        a:focus-visible,[tabindex]:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
        h1{font-size:1.75rem;line-height:1.2;margin:.1em 0 .25em;letter-spacing:-.015em;text-wrap:balance}
        h2{font-size:1.15rem;margin:2.2em 0 .7em;letter-spacing:-.005em}
        h3{font-size:.95rem;margin:0 0 .5em}
        p{margin:0 0 .6em}
        .mono{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.92em}
        .muted,figcaption,.note{color:var(--muted)}
        .note,figcaption{font-size:.85rem}
        .name{unicode-bidi:isolate;overflow-wrap:anywhere}
        .top{background:var(--card);border-bottom:1px solid var(--line);padding:22px 0 20px}
        .brand{display:flex;gap:9px;align-items:center;color:var(--muted);font-size:.85rem;margin-bottom:12px;flex-wrap:wrap}
        .brand svg{flex:none}.brand b{color:var(--ink)}
        .lead{color:var(--muted);max-width:80ch;margin:0}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:10px;overflow:hidden;margin-top:18px}
        .tiles>div{background:var(--card);padding:11px 14px}
        .tiles dt{color:var(--muted);font-size:.8rem}
        .tiles dd{margin:0;font-size:1.2rem;font-weight:650;letter-spacing:-.01em;line-height:1.3;white-space:nowrap}
        .tiles dd+dd{font-size:.8rem;font-weight:400;color:var(--muted);letter-spacing:0;line-height:1.4;white-space:normal}
        .tiles .bad{color:var(--attack)}.tiles .good{color:var(--stopped)}
        .banner{background:var(--amber-soft);color:var(--amber);border:1px solid currentColor;border-radius:8px;padding:9px 14px;margin-top:16px;font-weight:600}
        .card,.incident{background:var(--card);border:1px solid var(--line);border-radius:10px}
        .card{padding:16px 18px}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;padding:7px 12px 7px 0;vertical-align:top;border-bottom:1px solid var(--line)}
        tbody tr:last-child>*{border-bottom:0}
        thead th{color:var(--muted);font-weight:500;font-size:.8rem;white-space:nowrap;vertical-align:bottom}
        tbody th{font-weight:600}
        .num{text-align:right;white-space:nowrap}
        .nowrap{white-space:nowrap}
        .sums{white-space:normal}
        td.wide{min-width:260px}
        .sub{display:block;color:var(--muted);font-size:.83rem;font-weight:400}
        .pill{display:inline-block;border-radius:99px;padding:0 9px;font-size:.78rem;font-weight:600;line-height:1.65;border:1px solid var(--line);background:var(--soft);color:var(--ink);white-space:nowrap}
        .pill.critical,.pill.high,.pill.block{background:var(--attack-soft);color:var(--attack);border-color:transparent}
        .pill.critical{background:var(--attack);color:var(--card)}
        .pill.medium,.pill.throttle{background:var(--amber-soft);color:var(--amber);border-color:transparent}
        .pill.mitigated,.pill.closed{background:var(--stopped-soft);color:var(--stopped);border-color:transparent}
        .incident{margin:0 0 26px;padding:20px 22px 22px;scroll-margin-top:10px}
        .incident>header{display:flex;flex-wrap:wrap;gap:8px 10px;align-items:center;margin-bottom:8px}
        .incident>header h3{font-size:1.2rem;margin:0 6px 0 0;letter-spacing:-.01em;overflow-wrap:anywhere}
        .nr{color:var(--muted);font-weight:500}
        .say{font-size:1.02rem;max-width:85ch;margin-bottom:14px}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(165px,1fr));gap:12px 20px;margin:0 0 6px;padding:14px 0;border-top:1px solid var(--line)}
        .facts dt{color:var(--muted);font-size:.8rem}
        .facts dd{margin:0;font-weight:600}
        .facts dd .sub{font-weight:400}
        .part{border-top:1px solid var(--line);padding-top:16px;margin-top:16px}
        figure{margin:0}
        figure svg{display:block;width:100%;overflow:visible}
        svg text{font-size:12px;fill:var(--muted)}
        svg .mark{font-weight:600;fill:var(--ink);paint-order:stroke;stroke:var(--card);stroke-width:4px;stroke-linejoin:round}
        svg .axis{paint-order:stroke;stroke:var(--card);stroke-width:3px;stroke-linejoin:round}
        .grid{stroke:var(--line);stroke-width:1}
        .f-attack{fill:var(--attack)}.f-stopped{fill:var(--stopped)}.f-honest{fill:var(--honest)}.f-soft{fill:var(--soft)}
        .f-window{fill:var(--stopped);opacity:.09}
        .f-1{fill:var(--h1)}.f-2{fill:var(--h2)}.f-3{fill:var(--h3)}.f-4{fill:var(--h4)}.f-5{fill:var(--h5)}
        .s-expected{fill:none;stroke:var(--expected);stroke-width:1.5;stroke-dasharray:5 3}
        .s-onset{stroke:var(--attack);stroke-width:1.5}.s-alert{stroke:var(--amber);stroke-width:1.5}.s-block{stroke:var(--stopped);stroke-width:2}
        svg .t-onset{fill:var(--attack)}svg .t-alert{fill:var(--amber)}svg .t-block{fill:var(--stopped)}
        .l-1,.l-2,.l-3,.l-4{fill:none;stroke-width:1.8;stroke:var(--accent)}.l-2{stroke:var(--attack);stroke-dasharray:6 3}.l-3{stroke:var(--stopped);stroke-dasharray:2 3}.l-4{stroke:var(--amber);stroke-dasharray:9 3 2 3}
        .figure{margin:0 0 18px}.figure figcaption{margin:0 0 6px;color:var(--ink)}
        .multiples{display:grid;grid-template-columns:repeat(auto-fill,minmax(290px,1fr));gap:10px 26px}.multiples .figure{margin:0;min-width:0}.multiples figcaption{margin:0;color:var(--muted);overflow-wrap:anywhere}
        .forest{table-layout:fixed}.forest th,.forest td{border:0;padding:1px 12px 1px 0;vertical-align:middle;font-weight:500}.forest th:first-child{width:24%}.forest .num{width:190px;padding-right:0}.forest svg{display:block;overflow:visible}
        .i-in,.i-out{stroke-width:2;stroke:var(--accent)}.i-out{stroke:var(--attack)}.f-dot{fill:var(--accent)}
        .keys{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;padding:0;list-style:none;font-size:.83rem;color:var(--muted)}
        .keys svg{width:14px;height:10px;display:inline-block;vertical-align:baseline;margin-right:6px}
        .strip{margin-bottom:16px}.strip:last-of-type{margin-bottom:0}
        .strip>div{display:flex;flex-wrap:wrap;gap:2px 12px;align-items:baseline;margin-bottom:4px}
        .ends{display:flex;justify-content:space-between;gap:10px;color:var(--muted);font-size:.78rem;margin-top:2px}
        .heat th,.heat td,.time th,.time td{border:0;padding:2px 12px 2px 0;vertical-align:middle}
        .heat,.time{table-layout:fixed}.heat th,.time th{font-weight:500;line-height:1.25}.heat th:first-child,.time th:first-child{width:250px}
        .heat .num,.time .num{padding-right:0;padding-left:12px;width:90px}.heat td.plot,.time td.plot{padding-right:0}
        .heat tbody th .name{font-weight:600}
        .three{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));gap:20px 34px}
        .bars th,.bars td{border:0;padding:4px 0}
        .bars .num{padding-left:14px}
        .bars svg{display:block;width:100%;height:5px;margin-top:3px}
        .ev svg{display:block;width:100%;min-width:110px;height:8px;margin-top:6px}
        .ev td:first-of-type{min-width:230px}
        .path{display:flex;flex-wrap:wrap;gap:8px 26px;list-style:none;margin:0;padding:0}
        .path li{position:relative;border:1px solid var(--line);border-radius:8px;padding:6px 12px;font-size:.88rem;min-width:0;overflow-wrap:anywhere}
        .path li+li::before{content:"\2192";position:absolute;left:-20px;top:50%;transform:translateY(-50%);color:var(--muted)}
        .path .here{border-color:var(--attack);box-shadow:inset 0 0 0 1px var(--attack)}
        .empty{padding:34px 18px;text-align:center}
        footer{margin-top:40px;padding-bottom:46px;color:var(--muted);font-size:.85rem}
        footer dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(240px,1fr));gap:6px 28px;margin:0 0 14px}
        footer dt{color:var(--ink);font-weight:600}footer dd{margin:0}
        @media (max-width:640px){body{font-size:14.5px}main,.top>div,footer{padding:0 13px}.incident{padding:15px 14px 17px}.card{padding:13px 14px}h1{font-size:1.35rem}
        .tiles{grid-template-columns:1fr 1fr}.tiles dd{font-size:1.12rem}.facts{grid-template-columns:1fr 1fr}
        .heat tr,.time tr{display:grid;grid-template-columns:1fr auto;padding-bottom:6px}.heat,.time,.heat tbody,.time tbody{display:block}.heat tbody th:first-child,.time tbody th:first-child{width:auto;padding-right:0}.heat td.plot,.time td.plot{grid-column:1/-1;grid-row:2;padding:0}.heat .num,.time .num{width:auto}
        .forest,.forest tbody{display:block}.forest tr{display:grid;grid-template-columns:1fr auto;padding-bottom:4px}.forest th:first-child,.forest .num{width:auto}.forest td.plot{grid-column:1/-1;grid-row:2;padding:0}
        .heat thead,.time thead,.list thead{display:none}td.wide,.ev td:first-of-type{min-width:190px}
        .list,.list tbody{display:block}.list tr{display:grid;grid-template-columns:18px minmax(0,1fr) auto;gap:2px 8px;padding:9px 0;border-bottom:1px solid var(--line)}.list tr:last-child{border-bottom:0}.list td{border:0;padding:0;white-space:normal}.list td.wide{min-width:0;grid-column:2/-1}.list td:nth-child(n+3){grid-column:3;text-align:right}.list td:nth-child(2n+3){grid-column:2;text-align:left}.path{flex-direction:column}.path li+li::before{content:"\2193";left:14px;top:-13px;transform:none}.path li{margin-top:8px}}
        @media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#14202b;--muted:#4d5c6a;--line:#cfd7de;--soft:#edf1f4;--attack:#c2331a;--attack-soft:#fbe7e2;--stopped:#0a7a73;--stopped-soft:#dcf1ee;--honest:#a3b8c8;--expected:#34526c;--amber:#855000;--amber-soft:#fbefd9;--accent:#0b5f8a;--h1:#f7d9d1;--h2:#eeab9b;--h3:#e07d66;--h4:#cd4d33;--h5:#a3240f}
        body{font-size:10.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}@page{size:A4;margin:14mm}.incident{border:0;padding:0;break-before:page}.card{border:0;padding:0}h2{break-after:avoid}.tables table{font-size:7.5pt;line-height:1.3}.tables th,.tables td{padding:3px 6px 3px 0}.tables thead th{font-size:7pt;white-space:normal;hyphens:auto}.tables td.wide{min-width:0}.tables thead{display:table-header-group}.multiples{grid-template-columns:repeat(3,1fr)}.part,figure,tr,.strip{break-inside:avoid}.scroll{overflow:visible}a{color:inherit;text-decoration:none}main,.top>div,footer{max-width:none;padding:0}}
        """;

    /// <summary>Content policy: this style sheet and nothing else; no script, no image, no request of any kind.</summary>
    public static string ContentPolicy { get; } =
        "default-src 'none'; style-src 'sha256-" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Css))) + "'; base-uri 'none'; form-action 'none'";
}
