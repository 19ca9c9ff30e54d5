namespace FollowUps.Local.Mail;

/// <summary>The runner's own look; no file, no font and no script comes from elsewhere.</summary>
internal static class InboxStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink:#1c2430; --dim:#5b6675; --line:#dfe4ea; --back:#f5f7f9; --card:#fff; --mark:#0b5cad;
          --survey:#0b6e4f; --service:#0b5cad; --alarm:#a3370b; }
        @media (prefers-color-scheme: dark) { :root { --ink:#e6eaf0; --dim:#9aa6b5; --line:#2c3643; --back:#12171d; --card:#1a212a; --mark:#7db6f2;
          --survey:#6fcfae; --service:#7db6f2; --alarm:#f0a07c; } }
        * { box-sizing:border-box } body { margin:0; background:var(--back); color:var(--ink); font:15px/1.5 system-ui,sans-serif }
        a { color:var(--mark) } header { padding:1.2rem 2rem; background:var(--card); border-bottom:1px solid var(--line) }
        header h1 { margin:.2rem 0; font-size:1.5rem; line-height:1.25 } header p { margin:0; color:var(--dim) } .home { text-decoration:none; font-size:.9rem }
        .columns { display:grid; grid-template-columns:17rem 1fr; gap:2rem; max-width:76rem; margin:0 auto; padding:1.2rem 2rem 4rem }
        @media (max-width:50rem) { .columns { grid-template-columns:1fr; padding:1rem 1rem 3rem } .columns nav { order:1 } }
        h2 { font-size:.95rem; color:var(--dim); font-weight:600; margin:1.4rem 0 .4rem } h3 { font-size:.85rem; color:var(--dim); margin:1.2rem 0 .3rem }
        .filter { display:flex; justify-content:space-between; gap:.5rem; padding:.35rem .6rem; border-radius:.4rem; text-decoration:none; color:inherit }
        .filter small { display:block; color:var(--dim) } .filter b { font-weight:500; color:var(--dim) }
        .filter:hover, .filter[aria-current] { background:var(--card); box-shadow:0 0 0 1px var(--line) } .filter span { overflow-wrap:anywhere }
        ol { list-style:none; margin:0; padding:0; background:var(--card); border:1px solid var(--line); border-radius:.6rem; overflow:hidden }
        li + li { border-top:1px solid var(--line) }
        .row { display:grid; grid-template-columns:3.2rem 11.5rem 1fr auto; gap:.8rem; align-items:baseline; padding:.55rem .9rem; color:inherit; text-decoration:none }
        .row:hover, .row:focus-visible { background:var(--back) } .row time { color:var(--dim); font-variant-numeric:tabular-nums } .row .to { color:var(--dim) }
        .row .subject { font-weight:550 } @media (max-width:50rem) { .row { grid-template-columns:3.2rem 1fr } .row .subject, .row .to { grid-column:2 } }
        .chip { font-size:.78rem; color:var(--service); border:1px solid currentColor; border-radius:1rem; padding:.05rem .55rem; white-space:nowrap; justify-self:start }
        .chip.check-in, .chip.check-in-reminder, .chip.re-check-in, .chip.rating-confirmation { color:var(--survey) }
        .chip.escalation, .chip.promise-overdue, .chip.supervisor-brief, .chip.call-task { color:var(--alarm) }
        .empty { padding:3rem; text-align:center; color:var(--dim) }
        .mail { max-width:56rem; margin:0 auto; padding:1.5rem 2rem 4rem }
        iframe { width:100%; height:70vh; min-height:24rem; border:1px solid var(--line); border-radius:.6rem; background:#fff }
        details { margin-top:1rem; background:var(--card); border:1px solid var(--line); border-radius:.6rem; padding:.6rem 1rem } summary { cursor:pointer; font-weight:550 }
        pre { white-space:pre-wrap; overflow-wrap:anywhere } table { border-collapse:collapse; width:100%; font-size:.9rem }
        th { text-align:left; vertical-align:top; padding:.2rem 1rem .2rem 0; color:var(--dim); font-weight:500; white-space:nowrap } td { overflow-wrap:anywhere }
        .start { max-width:40rem; margin:0 auto; padding:2rem } .start li { padding:0 } .start li a { display:block; padding:.9rem 1.1rem; text-decoration:none; color:inherit }
        .start li a:hover { background:var(--back) } .start b { color:var(--mark) } .start span { display:block; color:var(--dim) }
        """;
}
