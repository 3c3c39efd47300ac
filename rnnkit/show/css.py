"""The style of the HTML face: light and dark, JupyterLab and plain pages.

Colours of marks and pictures are Okabe and Ito's, which colour-blind
readers can tell apart; lighter ones take their place on a dark page.
"""

LIGHT = {"ink": "#1b1b1b", "dim": "#595959", "line": "#bdbdbd",
         "paper": "#fff", "soft": "#f4f4f4", "blue": "#0072b2",
         "orange": "#c04a00", "green": "#007a5a", "pink": "#a8437c",
         "gold": "#8a6d00", "look": "#ffe9a8"}
DARK = {"ink": "#ececec", "dim": "#b0b0b0", "line": "#5c5c5c",
        "paper": "#111", "soft": "#242424", "blue": "#56b4e9",
        "orange": "#f59a4a", "green": "#3ccfa0", "pink": "#e79cc6",
        "gold": "#f0e442", "look": "#5a4a10"}


def variables(colours):
    """Return colours as CSS variables."""
    return "".join(f"--rk-{name}:{c};" for name, c in colours.items())


STYLE = f"""
.rnnkit{{{variables(LIGHT)}}}
@media (prefers-color-scheme:dark){{
body:not([data-jp-theme-light]) .rnnkit{{{variables(DARK)}}}}}
body[data-jp-theme-light="false"] .rnnkit{{{variables(DARK)}}}
""" """
.rnnkit{--rk-serif:"STIX Two Text","Cambria","Libertinus Serif",
"Times New Roman","Liberation Serif","DejaVu Serif",serif;
color:var(--rk-ink);font-size:17px;line-height:1.5;max-width:1200px;
font-variant-numeric:tabular-nums lining-nums}
.rnnkit .title{font-size:1.15em;font-weight:600;margin:.2em 0 .5em}
.rnnkit .head{font-weight:600;margin:.9em 0 .3em;color:var(--rk-dim)}
.rnnkit p{margin:.5em 0;max-width:46em;white-space:pre-line}
.rnnkit sub,.rnnkit sup{font-size:.75em;line-height:0}
.rnnkit .eqs{display:grid;grid-template-columns:max-content minmax(0,1fr);
row-gap:.45em;margin:.6em 0;overflow-x:auto;
font-size:1.15em}
.rnnkit .eq{display:grid;grid-column:1/-1;grid-template-columns:subgrid;
align-items:baseline;padding:.1em .3em}
.rnnkit .eq>.l{text-align:right}
.rnnkit .eq.bare>.steps{grid-column:1/-1}
.rnnkit .steps,.rnnkit .step{display:flex;flex-wrap:wrap;
align-items:baseline;row-gap:.4em}
.rnnkit .step{padding-left:1.2em}
.rnnkit .step>:first-child{margin-left:-1.2em}
.rnnkit .br{flex-basis:100%;height:0}
.rnnkit .note{color:var(--rk-dim);font-weight:400;font-size:.8em;
margin-left:1em}
.rnnkit math{font-family:var(--rk-serif);font-size:1.06em;
font-variant-numeric:inherit}
.rnnkit math mtable{math-style:normal}
.rnnkit math mi{font-style:normal}
.rnnkit math mi.i{font-style:italic}
.rnnkit math msub,.rnnkit math msup{margin-right:-.1em}
.rnnkit math mtd{padding:.2em .42em;text-align:right;
text-align:-moz-right;text-align:-webkit-right}
.rnnkit math .s>mtr>mtd{text-align:center;text-align:-moz-center;
text-align:-webkit-center}
.rnnkit math .m{--c:linear-gradient(currentColor,currentColor);
border:0 solid currentColor;border-width:0 .09em;padding:.02em 0;
margin:0 .08em;
background:var(--c) 0 0/.32em .09em,var(--c) 100% 0/.32em .09em,
var(--c) 0 100%/.32em .09em,var(--c) 100% 100%/.32em .09em;
background-repeat:no-repeat;background-origin:border-box}
.rnnkit math .p,.rnnkit math .n1,.rnnkit math .n2{
border:0 solid currentColor;border-width:0 .09em;padding:.05em .1em;
margin:0 .12em}
.rnnkit math .root{--d:calc(50% - .05em);--u:calc(50% + .05em);
--s:transparent var(--d),currentColor var(--d),currentColor var(--u),
transparent var(--u);border:0;padding:.15em 0 0 .7em;margin:0 .1em;
background:linear-gradient(to bottom right,var(--s)) .28em 0/.45em 100%,
linear-gradient(to top right,var(--s)) 0 100%/.3em 45%,
linear-gradient(currentColor,currentColor) .7em 0/100% .08em;
background-repeat:no-repeat}
.rnnkit math .p{border-radius:.5em/50%;padding-left:.22em;padding-right:.22em}
.rnnkit math .n2{border-style:double;border-width:0 .24em}
.rnnkit math .p>mtr>mtd,.rnnkit math .root>mtr>mtd,.rnnkit math .n1>mtr>mtd,
.rnnkit math .n2>mtr>mtd{padding:0 .1em}
.rnnkit math .blank{border:.09em dashed var(--rk-blue);
border-radius:.15em;background:var(--rk-soft)}
.rnnkit .tick{font:.8em "DejaVu Sans","Segoe UI Symbol",sans-serif;
padding-left:.35em}
.rnnkit .right{color:var(--rk-green);font-weight:600}
.rnnkit .wrong{color:var(--rk-orange);font-weight:600}
.rnnkit .eq.right,.rnnkit .eq.wrong{font-weight:400}
.rnnkit .look{background-color:var(--rk-look);
outline:.09em solid var(--rk-gold);border-radius:.15em}
.rnnkit p.right,.rnnkit p.wrong,.rnnkit p.look{font-weight:400;
padding:.2em .6em;border-left:.3em solid currentColor}
.rnnkit p.wrong{border-left-style:double}
.rnnkit p.look{outline:0;border-left-color:var(--rk-gold)}
.rnnkit p .tick{padding:0 .4em 0 0;font-weight:600}
.rnnkit .row{display:flex;flex-wrap:wrap;gap:.2em 2.5em;
align-items:center}
.rnnkit .row>*{min-width:0}
.rnnkit .row:has(.br)>*{flex:1 1 24em}
.rnnkit .wide{overflow-x:auto;margin:.7em 0}
.rnnkit .wide table{border-collapse:collapse;table-layout:auto;border:0;
font-size:1em;
margin:0;color:inherit;background:none}
.rnnkit caption{text-align:left;color:var(--rk-dim);padding:.2em 0 .4em;
caption-side:top}
.rnnkit .wide table tr:nth-child(n){background:none}
.rnnkit .wide table th,.rnnkit .wide table td{padding:.3em .9em;border:0;
border-bottom:1px solid var(--rk-line);text-align:right;font-size:1em;
white-space:normal;max-width:30em}
.rnnkit .wide table th{border-bottom:2px solid var(--rk-ink);
font-weight:600;vertical-align:bottom}
.rnnkit .wide table .w{text-align:left}
.rnnkit .wide table .total td{border-top:2px solid var(--rk-ink);
border-bottom:0;font-weight:600}
.rnnkit figure{margin:.7em 0;overflow-x:auto}
.rnnkit figure svg{display:block;max-width:100%;height:auto}
"""


def compact(style):
    """Return a style without the line breaks it does not need."""
    return "".join(style.strip().splitlines())


CSS = compact(STYLE)
