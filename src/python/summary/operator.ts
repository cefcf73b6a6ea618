// Reads one operator: the characters that are no name, number, string or bracket (Language Reference 2.6).
import type { Scanner } from './scanner.ts';
import * as t from './token.ts';

/** Takes the longest operator at `position`, whose first character is `code`; what is none becomes BAD. */
export function readOperator(s: Scanner, position: number, code: number): void {
  const source = s.source;
  const second = source.charCodeAt(position + 1);
  let kind = t.BAD;
  let length = 1;
  switch (code) {
    case 46: // .
      if (second >= 48 && second <= 57) {
        s.readNumber(position);
        return;
      }
      kind = t.DOT;
      if (second === 46 && source.charCodeAt(position + 2) === 46) {
        kind = t.ELLIPSIS;
        length = 3;
      }
      break;
    case 58: // :
      kind = t.COLON;
      if (second === 61 && (s.depth !== s.fieldDepth || s.depth === 0)) {
        kind = t.WALRUS;
        length = 2;
      }
      break;
    case 61: // =
      kind = t.ASSIGN;
      if (second === 61) {
        kind = t.EQUAL;
        length = 2;
      }
      break;
    case 33: // !
      if (second === 61) {
        kind = t.UNEQUAL;
        length = 2;
      } else if (s.depth === s.fieldDepth && s.depth > 0) {
        kind = t.BANG;
      }
      break;
    case 60: // <
      kind = t.LESS;
      if (second === 61) {
        kind = t.LESS_EQUAL;
        length = 2;
      } else if (second === 60) {
        kind = t.LEFT_SHIFT;
        length = 2;
      } else if (second === 62 && s.syntax === 2) {
        kind = t.UNEQUAL;
        length = 2;
      }
      break;
    case 62: // >
      kind = t.GREATER;
      if (second === 61) {
        kind = t.GREATER_EQUAL;
        length = 2;
      } else if (second === 62) {
        kind = t.RIGHT_SHIFT;
        length = 2;
      }
      break;
    case 45: // -
      kind = t.MINUS;
      if (second === 62) {
        kind = t.ARROW;
        length = 2;
      }
      break;
    case 42: // *
      kind = t.STAR;
      if (second === 42) {
        kind = t.POWER;
        length = 2;
      }
      break;
    case 47: // /
      kind = t.SLASH;
      if (second === 47) {
        kind = t.DOUBLE_SLASH;
        length = 2;
      }
      break;
    case 43:
      kind = t.PLUS;
      break;
    case 37:
      kind = t.PERCENT;
      break;
    case 38:
      kind = t.AMPERSAND;
      break;
    case 124:
      kind = t.OR_BAR;
      break;
    case 94:
      kind = t.CARET;
      break;
    case 64:
      kind = t.AT;
      break;
    case 96:
      if (s.syntax === 2) kind = t.BACKQUOTE;
      break;
  }
  if (kind >= t.OR_BAR && kind <= t.POWER && source.charCodeAt(position + length) === 61) {
    s.text = source.slice(position, position + length);
    kind = t.AUGMENTED;
    length++;
  }
  s.kind = kind;
  s.position = position + length;
}
