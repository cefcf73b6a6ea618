// The faults found while one OSV record is read, bounded in number.
import type { OsvFault } from './osv.ts';

/** Where in the record the reader is, as a JSON pointer. */
export interface Place {
  readonly report: Report;
  readonly path: string;
}

const MOST_FAULTS = 100;

/** Collects the faults of one record; past a hundred only their number is kept. */
export class Report {
  readonly #faults: OsvFault[] = [];
  #losses = 0;
  #more = 0;

  /** How many losses there were so far: two readings tell whether anything was lost between them. */
  get losses(): number {
    return this.#losses;
  }

  get faults(): readonly OsvFault[] {
    if (this.#more === 0) return this.#faults;
    return [...this.#faults, { path: '', message: `has ${this.#more} more faults`, effect: 'lost' }];
  }

  note(path: string, message: string): void {
    this.#add({ path, message, effect: 'note' });
  }

  lost(path: string, message: string): void {
    this.#losses++;
    this.#add({ path, message, effect: 'lost' });
  }

  /** Reports a loss at a place and gives the null that stands for it. */
  lose(place: Place, message: string): null {
    this.lost(place.path, message);
    return null;
  }

  #add(fault: OsvFault): void {
    if (this.#faults.length < MOST_FAULTS) this.#faults.push(fault);
    else this.#more++;
  }
}
