// VS Code in a browser's window: what people press there, by what it shows.
const ROWS = '.quick-input-list .monaco-list-row', DIALOG = '.monaco-dialog-box .monaco-button';

export class Window {
  #page;

  constructor(page) { this.#page = page; page.setDefaultTimeout(90_000); }

  async open(url) {
    await this.#page.goto(url);
    await this.#page.waitForSelector('.monaco-workbench .statusbar');
  }

  /** Runs a command of the palette; asks again while the window is not yet listening. */
  async command(name) {
    const input = this.#page.locator('.quick-input-widget input').first();
    await this.#page.bringToFront();
    for (let tries = 0; ; tries++) {
      await this.#page.keyboard.press('F1');
      try { await input.waitFor({ timeout: 5_000 }); break; } catch (error) { if (tries === 8) throw error; }
    }
    await this.#page.keyboard.type(name);
    await this.row(name).waitFor();
    await this.#page.keyboard.press('Enter');
  }

  /** Picks the row that begins so. */
  async choose(text) { await this.row(text).click(); }

  row(text) { return this.#page.locator(ROWS, { hasText: text }).first(); }

  /** Answers the next question with the button of this name. */
  async press(name) { await this.#page.locator(DIALOG, { hasText: name }).first().click(); }

  /** The address of the next request of this window, or of one it opens, to such a path. */
  asks(path) {
    const asked = this.#page.context().waitForEvent('request', { predicate: request => request.url().includes(path), timeout: 90_000 }).then(request => request.url());
    asked.catch(() => {});   // who gave up before it is not told again
    return asked;
  }

  /** What the list of servers says about ours, once it fits. */
  async server(name, fits) {
    for (let tries = 0; ; tries++) {
      await this.command('MCP: List Servers');
      const row = this.row(name);
      await row.waitFor();
      const text = await row.innerText();
      if (fits(text) || tries === 20) return { text, choose: () => row.click() };
      await this.#page.keyboard.press('Escape');
      await new Promise(resolve => setTimeout(resolve, 500));
    }
  }

  /** Waits until the output says something like it. */
  async shows(pattern) {
    await this.#page.locator('.view-lines', { hasText: pattern }).first().waitFor();
  }
}
