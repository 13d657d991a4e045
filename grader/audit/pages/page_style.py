"""How the audit's page looks: it follows the reader's choice of light or dark, and prints."""

STYLE = """
:root{--ink:#1c2430;--soft:#5d6b7d;--line:#dde3ea;--paper:#f6f8fa;--card:#fff;--good:#0f7b4f;
--bad:#b3261e;--kill:#3f7fbf;--alone:#e08a1e;--block:#ccd5df;--pass:#eef2f6;--warn:#9a6700}
@media(prefers-color-scheme:dark){:root{--ink:#e6ebf2;--soft:#98a5b6;--line:#2c3644;--paper:#12171e;
--card:#1a212b;--good:#4cc38a;--bad:#ff7b72;--kill:#5a9bdc;--alone:#f0a13c;--block:#3a4655;
--pass:#242d39;--warn:#d9a53b}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:32px 20px 80px}
h1{font-size:26px;margin:0 0 2px}h2{font-size:19px;margin:40px 0 4px}
h3{font-size:15px;margin:0;font-weight:650}h3 code{font-size:15px}
p{margin:4px 0 12px;color:var(--soft);max-width:75ch}
code,.mono{font:12.5px/1.45 ui-monospace,Menlo,Consolas,monospace}
pre{margin:6px 0;padding:10px 12px;background:var(--paper);border:1px solid var(--line);
border-radius:6px;overflow:auto}
.badge{display:inline-block;padding:3px 12px;border-radius:99px;font-weight:650;font-size:14px;
color:#fff;background:var(--good);margin:8px 0 16px}.badge.no{background:var(--bad)}
@media(prefers-color-scheme:dark){.badge{color:#10151b}}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px}
.card,.panel{background:var(--card);border:1px solid var(--line);
border-radius:10px;padding:14px 16px}
.card b{display:block;font-size:24px;line-height:1.2;font-weight:680}
.card b.no{color:var(--bad)}.card span{font-size:13px;color:var(--soft)}
.panel{margin:12px 0;padding-bottom:10px}
.panel header{display:flex;justify-content:space-between;align-items:baseline;gap:12px;
margin-bottom:8px}.panel header span{color:var(--soft);font-size:13px}
.strip{display:grid;grid-template-columns:250px 1fr 92px 92px;gap:3px 12px;align-items:center}
.strip .head{font-size:11.5px;color:var(--soft);text-align:right}
.groups{display:flex;gap:14px;font-size:11.5px;color:var(--soft);overflow:hidden}
.groups span{white-space:nowrap;min-width:0;border-bottom:1px solid var(--line)}
.strip .name{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;font-size:13px}
.strip .hidden{color:var(--soft);font-style:italic}
.strip .num{text-align:right;font-variant-numeric:tabular-nums;font-size:13px}
.strip .none{color:var(--warn);font-weight:600}
svg.cells{display:block;width:100%;height:22px}
svg .k{fill:var(--kill)}svg .a{fill:var(--alone)}svg .b{fill:var(--block)}svg .p{fill:var(--pass)}
svg .s{fill:var(--bad)}
.legend{display:flex;flex-wrap:wrap;gap:16px;font-size:13px;color:var(--soft);margin:8px 0 4px}
.legend i{display:inline-block;width:12px;height:12px;border-radius:3px;margin-right:6px;
vertical-align:-1px}
table{border-collapse:collapse;width:100%;font-size:13.5px}
th{font-weight:600;color:var(--soft);text-align:left;border-bottom:1px solid var(--line);
padding:5px 10px 5px 0;font-size:12.5px}
td{padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
tr:last-child td{border-bottom:0}.r{text-align:right;font-variant-numeric:tabular-nums}
details{margin-top:10px}summary{cursor:pointer;color:var(--soft);font-size:13px}
.scroll{overflow-x:auto}.good{color:var(--good)}.bad{color:var(--bad)}.soft{color:var(--soft)}
.bar{height:9px;border-radius:3px;background:var(--pass);min-width:120px;margin-top:6px}
.bar i{display:block;height:9px;border-radius:3px;background:var(--kill)}
.bar i.low{background:var(--alone)}
.problems li{margin:4px 0}.problems{padding-left:20px;margin:6px 0}
@media(max-width:760px){.strip{grid-template-columns:130px 1fr 46px 46px}}
@media print{details{display:none}.panel{break-inside:avoid}}
"""
