// Keeps pages current, shows times in the viewer's zone, and gives the keyboard its ways. All pages work without it.
(() => {
  'use strict';
  const every = 5000;
  const lost = document.getElementById('lost');
  const back = document.getElementById('back');
  const unsent = document.getElementById('unsent');
  const keys = document.getElementById('keys');

  const localise = root => {
    for (const time of root.querySelectorAll('time[datetime]')) {
      const at = new Date(time.dateTime);
      if (Number.isNaN(at.getTime())) continue;
      const day = at.toDateString() === new Date().toDateString() ? '' : at.toLocaleDateString(undefined, { year: at.getFullYear() === new Date().getFullYear() ? undefined : 'numeric', month: 'short', day: 'numeric' }) + ' ';
      time.textContent = day + at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    }
    for (const label of root.querySelectorAll('text[data-at]')) {
      const at = new Date(label.dataset.at);
      const utc = label.textContent;
      const date = at.toLocaleDateString(undefined, { month: 'short', day: 'numeric' });
      const clock = at.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
      label.textContent = utc.includes(':') ? (utc.includes('-') ? date + ' ' : '') + clock : date;
      const title = document.createElementNS('http://www.w3.org/2000/svg', 'title');
      title.textContent = utc + ' UTC';
      label.append(title);
    }
  };

  const isBusy = part => part.contains(document.activeElement) && document.activeElement !== document.body || part.querySelector('details[open]') !== null;

  const answers = async () => {
    try {
      return (await fetch('/health/live', { cache: 'no-store' })).ok;
    } catch {
      return false;
    }
  };

  // What the browser shows of a service that is away.
  if (document.body.dataset.refresh === 'away') {
    setInterval(async () => { if (await answers()) location.reload(); }, 2000);
    return;
  }

  navigator.serviceWorker?.register(document.body.dataset.away, { scope: '/' }).catch(() => {});

  const refresh = async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'Tidegate-Refresh': '1' }, redirect: 'manual', cache: 'no-store' });
      if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) return location.reload();
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      for (const part of document.querySelectorAll('[data-live][id]')) {
        const fresh = page.getElementById(part.id);
        if (!fresh || isBusy(part)) continue;
        localise(fresh);
        if (fresh.innerHTML !== part.innerHTML) part.replaceChildren(...fresh.childNodes);
      }
      if (!lost.hidden) {
        back.hidden = false;
        setTimeout(() => { back.hidden = true; }, every);
      }
      lost.hidden = true;
      unsent.hidden = true;
    } catch {
      lost.hidden = false;
    }
  };

  // A form is not lost to a service that is away: that is asked first, and what was typed stays. Nor is it sent twice.
  document.addEventListener('submit', async event => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute('method') !== 'post' || form.dataset.sent) return;
    event.preventDefault();
    if (form.dataset.asking) return;
    form.dataset.asking = 'yes';
    const answered = await answers();
    delete form.dataset.asking;
    unsent.hidden = answered;
    if (!answered) return unsent.scrollIntoView({ block: 'nearest' });
    form.dataset.sent = 'yes';
    form.requestSubmit(event.submitter);
    setTimeout(() => { delete form.dataset.sent; }, every);
  });

  // What an order hits, anew while its scope is edited.
  for (const form of document.querySelectorAll('form[data-preview]')) {
    const figures = form.querySelector('[data-collateral]');
    let waiting = 0;
    let asked = 0;
    const look = async () => {
      const turn = ++asked;
      const body = new URLSearchParams(new FormData(form));
      body.set('do', 'preview');
      try {
        const answer = await fetch(form.action, { method: 'POST', body, redirect: 'manual' });
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
        const fresh = page.querySelector(`[data-collateral="${figures.dataset.collateral}"]`);
        if (turn !== asked || !fresh) return;
        localise(fresh);
        figures.replaceChildren(...fresh.childNodes);
      } catch {
        lost.hidden = false;
      }
    };
    form.addEventListener('input', event => {
      if (!event.target.matches('textarea, [name=spare]')) return;
      clearTimeout(waiting);
      waiting = setTimeout(look, 400);
    });
    form.querySelector('button[value=preview]').addEventListener('click', event => {
      event.preventDefault();
      look();
    });
  }

  let row = -1;
  const step = by => {
    const rows = [...document.querySelectorAll('[data-row]')];
    if (rows.length === 0) return;
    row = Math.max(0, Math.min(rows.length - 1, row + by));
    const target = rows[row].querySelector('a[href], summary');
    if (target) target.focus();
    rows[row].scrollIntoView({ block: 'nearest' });
  };

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || keys.open || event.target.closest('input, textarea, select')) return;
    if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else if (event.key === '?') keys.showModal();
    else if (event.key.length === 1 && /[a-z]/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`)) {
      // Opens the form, or puts the focus on the button: it takes one more key to do it.
      event.preventDefault();
      const action = document.querySelector(`[data-key="${event.key}"]`);
      if (action.tagName === 'SUMMARY') action.parentElement.open = true;
      (action.parentElement.querySelector('textarea, input:not([type=hidden]), select') ?? action).focus();
      action.scrollIntoView({ block: 'nearest' });
    } else if (event.key === '/') {
      event.preventDefault();
      const search = document.getElementById('search');
      if (search) search.focus();
      else location.href = '/incidents#search';
    }
  });

  for (const button of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) break;
    button.hidden = false;
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(button.previousElementSibling.textContent.trim());
      button.textContent = 'Copied';
    });
  }

  localise(document);
  // On a narrow screen the parts are a row that scrolls: where one is, is in sight.
  const here = document.querySelector('.top nav [aria-current=page]');
  if (here) here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 40;
  if (location.hash === '#search') document.getElementById('search')?.focus();
  if (document.body.dataset.refresh === 'on') setInterval(refresh, every);
})();
