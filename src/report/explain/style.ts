// How explanations look: quiet colours in light and dark, shapes that carry the meaning without them.

/** Colours of the drawing; `--…` so that a page may print it in its own. */
export const COLOURS = `:root{--paper:#fbfaf7;--sheet:#fff;--ink:#1f1c18;--soft:#655f56;--line:#d6d0c4;--edge:#7d766a;--own:#0b5d57;--own-fill:#eaf4f2;--harm:#9b1c31;--harm-fill:#fbeef0;--mark:#fff3c9}
@media (prefers-color-scheme:dark){:root{--paper:#17181b;--sheet:#1f2024;--ink:#e8e4dc;--soft:#a8a196;--line:#3d3f45;--edge:#938c80;--own:#7fcfc5;--own-fill:#19302e;--harm:#ff9aa8;--harm-fill:#3a1f25;--mark:#4a3f14}}`;

/** The drawing's own rules. */
export const DRAWING = `.ways{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink)}
.ways .back{fill:var(--paper)}
.ways .module{fill:var(--sheet);stroke:var(--line)}
.ways .head{font-size:11px;fill:var(--soft)}
.ways .node rect{fill:var(--sheet);stroke:var(--edge);stroke-width:1.2}
.ways .node text{font-size:13px}
.ways .own rect{fill:var(--own-fill);stroke:var(--own);stroke-width:1.6}
.ways .harm rect{fill:var(--harm-fill);stroke:var(--harm)}
.ways .edge path{fill:none;stroke:var(--edge);stroke-width:1.4}
.ways .edge polygon,.ways .start circle{fill:var(--edge)}
.ways .start path{stroke:var(--edge);stroke-width:1.4}
.ways .dynamic path{stroke-dasharray:5 4}
.ways .verb,.ways .note{font-family:system-ui,sans-serif;font-size:11.5px;fill:var(--soft)}
.ways .verb,.ways .head{paint-order:stroke;stroke-width:4px;stroke-linejoin:round}
.ways .verb{stroke:var(--paper)}
.ways .inside,.ways .head{stroke:var(--sheet)}
.ways a:focus-visible rect{stroke-width:3}
.ways a:hover text{text-decoration:underline}`;

/** The page around the drawing: one column for reading, code and drawings may scroll in their own boxes. */
export const PAGE = `*{box-sizing:border-box}
html{background:var(--paper);color:var(--ink);color-scheme:light dark;-webkit-text-size-adjust:100%}
body{margin:0 auto;max-width:54rem;padding:clamp(1.25rem,5vw,4rem) clamp(1rem,4vw,2.5rem) 4rem;font:1.0625rem/1.6 Charter,"Bitstream Charter","Iowan Old Style","Source Serif 4",Cambria,Georgia,"DejaVu Serif",serif;overflow-wrap:anywhere}
h1{font-size:clamp(1.5rem,1.1rem + 2vw,2.15rem);line-height:1.22;font-weight:600;letter-spacing:-.012em;margin:.2em 0 .55em;text-wrap:balance}
h2{font-size:1.2rem;line-height:1.35;font-weight:600;margin:2.75rem 0 .6rem}
h3,h4{font-size:1rem;line-height:1.45;font-weight:600;margin:0}
p{margin:.4em 0}
ul,ol{margin:.4em 0;padding-left:1.2em}
li::marker{color:var(--soft)}
code,pre,.id{font-family:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.855em}
a{color:inherit;text-decoration-color:var(--edge);text-underline-offset:.18em}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--own);outline-offset:3px;border-radius:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;background:var(--sheet);padding:.3rem .7rem}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
article+article{margin-top:5rem;border-top:1px solid var(--line);padding-top:3rem}
.id{color:var(--soft);font-size:.92rem;margin:0}
.id span{display:inline-block}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:0 2rem;margin:1.5rem 0;border-top:1px solid var(--line)}
.facts div{border-bottom:1px solid var(--line);padding:.55rem 0 .6rem}
.facts dt{font:.78rem/1.4 system-ui,sans-serif;color:var(--soft)}
.facts dd{margin:0}
.reached dd strong,.possibly-reached dd strong,.unknown dd strong{color:var(--harm)}
.soft{color:var(--soft)}
.scroll{overflow-x:auto;border:1px solid var(--line);border-radius:8px;margin:1rem 0;background:var(--paper)}
.scroll svg{display:block;max-width:none;height:auto}
.steps{list-style:none;padding:0;margin:1.2rem 0}
section>h3{margin-top:1.8rem}
.steps>li{position:relative;padding:0 0 1.6rem 3rem;scroll-margin-top:1rem}
.steps>li::before{content:"";position:absolute;left:.86rem;top:1.9rem;bottom:-.1rem;border-left:1.5px solid var(--line)}
.steps>li.dynamic::before{border-left-style:dashed;border-color:var(--edge)}
.steps>li:last-child::before{display:none}
.number{position:absolute;left:0;top:0;min-width:1.75rem;height:1.75rem;padding:0 .35rem;border:1.5px solid var(--edge);border-radius:3px;display:grid;place-items:center;font:600 .82rem/1 system-ui,sans-serif;background:var(--paper);font-variant-numeric:tabular-nums}
.own>.number{border-radius:1rem;border-color:var(--own);color:var(--own)}
.end>.number{border-color:var(--harm);color:var(--harm);outline:1.5px solid var(--harm);outline-offset:2px}
.steps>li:target{background:linear-gradient(90deg,transparent 2.4rem,var(--mark) 2.4rem);border-radius:6px}
.where{margin:0;color:var(--soft);font-size:.94rem}
.verb{font-weight:400;color:var(--soft)}
pre{margin:.55rem 0 0;padding:.6rem 0;border:1px solid var(--line);border-radius:6px;background:var(--sheet);overflow-x:auto;font-size:.8rem;line-height:1.6;tab-size:4;overflow-wrap:normal}
pre code{display:block;width:max-content;min-width:100%;font-size:inherit}
.line{display:block;padding-right:1rem}
.line i{display:inline-block;width:4.6em;padding-right:1.1em;text-align:right;font-style:normal;color:var(--soft);user-select:none}
mark.line{background:var(--mark);color:inherit;font-weight:600}
mark.line i{color:var(--ink)}
footer{margin-top:4rem;border-top:1px solid var(--line);padding-top:1rem;font-size:.9rem;color:var(--soft)}
@media (max-width:36rem){.steps>li{padding-left:0}.steps>li::before{display:none}.steps>li>h3,.steps>li>h4{padding-left:2.6rem}.steps>li>.where{padding-left:2.6rem}.steps>li:target{background:none}.steps>li:target>.number{background:var(--mark)}pre{font-size:.75rem}.line i{width:3.9em;padding-right:.9em}}
@media print{:root{--paper:#fff;--sheet:#fff;--ink:#000;--soft:#444;--line:#bbb;--edge:#555;--own:#0b5d57;--own-fill:#fff;--harm:#8a1529;--harm-fill:#fff;--mark:#eee}body{max-width:none;padding:0;font-size:10.5pt}.skip{display:none}.scroll{overflow:visible;border:0}.scroll svg{max-width:100%}pre{white-space:pre-wrap;overflow:visible}pre code{width:auto}.steps>li,pre,.facts,svg{break-inside:avoid}h2,h3,h4{break-after:avoid}a[href^="http"]::after{content:" (" attr(href) ")"}}`;
