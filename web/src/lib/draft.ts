// One card of 我的填报: saves itself, is kept in this browser until the server has it, keeps trying.
import { bothTexts, type Stored } from "./conflict";
import { Fields } from "./fields";
import { allOf, copy, drop, keep } from "./kept";
import { newKey, writeHeaders } from "./keys";

export type Words = Record<string, string | undefined>;
interface Answer {
  version: number;
  saved_at: string;
  is_ready: boolean;
  is_late?: boolean;
  current?: Stored;
  errors?: Record<string, string[]>;
  detail?: string;
  is_page_old?: boolean;
}
export interface Page {
  words: Words;
  account: string;
  round: string;
  count: (change: number) => void;
  late: () => void;
}

const PAUSE = 1000; // after the last key
const RETRY = [3000, 10_000, 30_000];

export class Card {
  isDirty = false;
  readonly fields: Fields;
  private isReady: boolean;
  private isBlocked = false; // by an error or a conflict that a person must look at
  private isKept = false;
  private timer = 0;
  private attempt = 0;
  private sending: Promise<void> | null = null;
  private unanswered: { body: string; key: string } | null = null;

  constructor(
    readonly element: HTMLElement,
    private readonly page: Page,
  ) {
    this.fields = new Fields(element);
    this.isReady = this.fields.saysSomething;
    element.addEventListener("input", (event) => this.touched(event.target as Element));
    element.addEventListener("click", (event) => this.clicked(event.target as Element));
    this.restore();
    this.fold();
  }

  /** Save what is not saved yet; say whether all of it is. */
  async settle(): Promise<boolean> {
    if (this.sending) await this.sending;
    if (this.isDirty && !this.isBlocked) await this.save();
    return !this.isDirty;
  }

  async retry(): Promise<void> {
    if (this.isDirty && !this.isBlocked) await this.save();
  }

  /** Say that nothing is new, unless something is said already. */
  leaveUnchanged(): void {
    const unchanged = this.fields.field<HTMLInputElement>("is_unchanged");
    if (!unchanged || this.fields.saysSomething) return;
    unchanged.checked = true;
    this.touched(unchanged);
  }

  say(text: string, isError = false): void {
    const status = this.element.querySelector<HTMLElement>("[data-status]");
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("error", isError);
  }

  private get id(): string {
    return this.element.dataset["checkin"] ?? "";
  }

  private word(name: string): string {
    return this.page.words[name] ?? "";
  }

  private touched(target: Element): void {
    const name = target.getAttribute("data-field");
    if (name === null || name === "version") return;
    this.fields.said?.removeAttribute("data-offered");
    const unchanged = this.fields.field<HTMLInputElement>("is_unchanged");
    const isNews = (name === "said" || name === "following") && this.fields.text(name) !== "";
    if (isNews && unchanged) unchanged.checked = false;
    this.fold();
    this.isDirty = true;
    this.isBlocked = false;
    this.keepHere();
    this.say(this.word(this.isKept ? "kept" : "unsaved"));
    this.later(name === "is_unchanged" ? 0 : PAUSE);
  }

  private clicked(target: Element): void {
    const taken = target.closest<HTMLElement>("[data-take]")?.dataset["take"];
    const said = this.fields.said;
    if (!said) return;
    if (target.closest("[data-repeat]")) {
      said.value = this.element.querySelector("[data-last]")?.textContent ?? "";
    } else if (taken !== undefined) {
      const stands = this.fields.isOffer ? "" : said.value.trimEnd();
      said.value = stands.includes(taken) ? stands : [stands, taken].filter(Boolean).join("\n");
    } else {
      return;
    }
    said.dispatchEvent(new Event("input", { bubbles: true }));
    said.focus();
  }

  /** With no news there is nothing to write: the fields make room. */
  private fold(): void {
    this.element.classList.toggle("checkin-folded", this.fields.isUnchanged);
  }

  private later(delay: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.retry(), delay);
  }

  private keepHere(): void {
    const title = this.element.querySelector("h2, .register-unit")?.textContent?.trim() ?? "";
    const { account, round } = this.page;
    const version = this.fields.version;
    drop(account, this.id);
    this.isKept = keep(account, {
      checkIn: this.id, version, round, title, at: Date.now(), fields: this.fields.typed(),
    });
  }

  /** Take up what this browser kept: of the same version it goes on, of another both are shown. */
  private restore(): void {
    const kept = allOf(this.page.account).find((one) => one.checkIn === this.id);
    if (!kept) return;
    const stands = this.fields.stored();
    const before = JSON.stringify(this.fields.typed());
    this.fields.fill(kept.fields);
    if (JSON.stringify(this.fields.typed()) === before) {
      drop(this.page.account, this.id);
      return;
    }
    this.isDirty = this.isKept = true;
    if (kept.version === this.fields.version) {
      this.say(this.word("restored"));
      this.later(PAUSE);
    } else {
      this.isBlocked = true;
      this.showBoth(stands, Number(this.fields.version));
    }
  }

  private body(): string {
    return new URLSearchParams({ version: this.fields.version, ...this.fields.typed() }).toString();
  }

  private async save(): Promise<void> {
    if (this.sending) await this.sending;
    window.clearTimeout(this.timer);
    this.sending = this.send();
    await this.sending;
    this.sending = null;
  }

  private async send(): Promise<void> {
    const body = this.body();
    const key = this.unanswered?.body === body ? this.unanswered.key : newKey();
    this.unanswered = { body, key };
    this.say(this.word("saving"));
    try {
      const answer = await fetch(this.element.dataset["save"] ?? "", {
        method: "POST",
        headers: {
          ...writeHeaders(key),
          Accept: "application/json",
          "Content-Type": "application/x-www-form-urlencoded",
        },
        body,
      });
      this.unanswered = null;
      await this.read(answer, body);
    } catch {
      this.again(this.word("offline"));
    }
  }

  private async read(answer: Response, body: string): Promise<void> {
    const isJson = (answer.headers.get("Content-Type") ?? "").includes("json");
    if (answer.redirected || !isJson || answer.status === 401) {
      this.again(this.word(answer.status < 500 ? "signedOut" : "failed"));
      return;
    }
    const said = (await answer.json()) as Answer;
    if (answer.ok) {
      this.saved(said, body);
    } else if (answer.status >= 500) {
      this.again(this.word("failed"));
    } else if (said.current) {
      this.isBlocked = true;
      this.showBoth(said.current, said.version);
    } else {
      this.isBlocked = true;
      const detail = said.is_page_old ? this.word("pageOld") : said.detail;
      this.say(Object.values(said.errors ?? {}).flat()[0] ?? detail ?? "", true);
      this.offerCopy();
    }
  }

  private saved(said: Answer, body: string): void {
    this.attempt = 0;
    const sent = new URLSearchParams(body);
    sent.delete("version");
    this.isDirty = new URLSearchParams(this.fields.typed()).toString() !== sent.toString();
    this.fields.version = String(said.version);
    if (this.isDirty) {
      this.keepHere();
      this.later(PAUSE);
    } else {
      drop(this.page.account, this.id);
    }
    this.say((this.word("saved") || "{time}").replace("{time}", said.saved_at));
    if (said.is_ready !== this.isReady) this.page.count(said.is_ready ? 1 : -1);
    this.isReady = said.is_ready;
    if (said.is_late) this.page.late();
  }

  private again(text: string): void {
    this.say(text, true);
    this.later(RETRY[Math.min(this.attempt, RETRY.length - 1)] ?? PAUSE);
    this.attempt += 1;
  }

  /** What the server will not take is still the person's text. */
  private offerCopy(): void {
    const status = this.element.querySelector<HTMLElement>("[data-status]");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = this.word("copy");
    button.addEventListener("click", () => {
      const typed = this.fields.typed();
      const text = [typed["said"], typed["following"], typed["problem"], typed["missed_reason"]].filter(Boolean).join("\n");
      void copy(text).then(() => (button.textContent = this.word("copied")));
    });
    status?.append(" ", button);
  }

  private showBoth(theirs: Stored, version: number): void {
    this.element.querySelector("[data-conflict-box]")?.remove();
    const box = bothTexts(this.fields.stored(), theirs, this.page.words, (isMine) => {
      this.fields.version = String(version);
      if (!isMine) this.fields.take(theirs);
      box.remove();
      this.fold();
      this.isBlocked = false;
      this.isDirty = true;
      this.keepHere();
      void this.save();
    });
    this.element.querySelector("[data-status]")?.before(box);
    this.say("");
  }
}
