// What a conversion could not carry over.

/** One loss: the field of the record that was read, and a sentence on what became of it. */
export interface Loss {
  readonly id: string;
  readonly field: string;
  readonly message: string;
}

/** Collects the losses of one record. */
export class Losses {
  readonly #id: string;
  readonly all: Loss[] = [];

  constructor(id: string) {
    this.#id = id;
  }

  add(field: string, message: string): void {
    if (this.all.some((loss) => loss.field === field && loss.message === message)) return;
    this.all.push({ id: this.#id, field, message });
  }
}
