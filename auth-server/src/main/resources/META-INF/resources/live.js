// Puts the newest state of a part of the page into it when the service says that it is another. Nothing else.
(() => {
  const live = document.querySelector('[data-watch]');
  let source;
  const put = part => {
    const held = live.contains(document.activeElement) ? document.activeElement.id : '';
    live.dataset.state = part.state;
    live.innerHTML = part.html;
    if (held) document.getElementById(held)?.focus();
  };
  const listen = () => {
    source = new EventSource(`${live.dataset.watch}&state=${live.dataset.state}`);
    source.addEventListener('end', () => source.close());
    source.addEventListener('part', event => put(JSON.parse(event.data)));
  };
  document.addEventListener('visibilitychange', () => {
    source.close();
    if (!document.hidden) listen();
  });
  listen();
})();
