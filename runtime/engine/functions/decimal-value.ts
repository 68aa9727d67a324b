// A decimal number that loses no digit: a whole number of units where those fit into a double, big.js everywhere else.
// The only file of the engine that touches big.js.
import Big from 'big.js';

/** Modes by the numbers that big.js has for them: towards zero, half away from zero, half to even, away from zero. */
export type Rounding = 0 | 1 | 2 | 3;

/** Another decimal, or a number or text that says one. */
export type Operand = Decimal | number | string;

/** Digits that every whole number below 2^53 can have. */
const SAFE_DIGITS = 15;

/** More digits after the point than this are left to big.js. */
const MOST_PLACES = 30;

/** Exact in a double, each of them. */
const POWERS = Array.from({ length: SAFE_DIGITS + 1 }, (_unused, exponent) => 10 ** exponent);

const isSafe = (units: number): boolean => units <= Number.MAX_SAFE_INTEGER && units >= -Number.MAX_SAFE_INTEGER;

/** Digits without zeros that say nothing. */
function textOf(units: number, places: number): string {
  let [rest, left] = [units, places];
  while (left > 0 && rest % 10 === 0) {
    rest /= 10;
    left -= 1;
  }
  return pointed(rest, left);
}

/** Digits with exactly so many after the point. */
function pointed(units: number, places: number): string {
  if (places === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const point = digits.length - places;
  return `${units < 0 ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * An exact decimal number. Amounts and quantities are `units` × 10^-`places`, which is a multiplication of doubles away from
 * every result; a number that does not fit is `large`, and so is every result that would lose a digit.
 */
export class Decimal {
  /** A safe integer, never -0; without meaning when `large` is set. */
  private readonly units: number;
  /** Digits after the point as they were written, from 0 to `MOST_PLACES`. */
  private readonly places: number;
  private readonly large: Big | undefined;

  private constructor(units: number, places: number, large: Big | undefined) {
    this.units = units;
    this.places = places;
    this.large = large;
  }

  /** `units` × 10^-`places`, `units` being a safe integer and `places` from 0 to 15. */
  static scaled(units: number, places: number): Decimal {
    return new Decimal(units + 0, places, undefined);
  }

  /** Any text that big.js reads, or any finite number as JavaScript prints it. @throws Error on other text */
  static from(value: string | number): Decimal {
    if (Number.isSafeInteger(value)) return Decimal.scaled(value as number, 0);
    return ofBig(new Big(value));
  }

  /** 10^`exponent`, the exponent being from -15 to 15. */
  static powerOfTen(exponent: number): Decimal {
    return exponent < 0 ? Decimal.scaled(1, -exponent) : Decimal.scaled(POWERS[exponent] as number, 0);
  }

  /** @internal */
  static ofLarge(large: Big): Decimal {
    return new Decimal(0, 0, large);
  }

  /** -1 or 1; of zero 1. */
  get sign(): number {
    if (this.large !== undefined) return this.large.s;
    return this.units < 0 ? -1 : 1;
  }

  /** The number as big.js has it: c × 10^(e - digits + 1). */
  big(): Big {
    return this.large ?? new Big(textOf(this.units, this.places));
  }

  plus(operand: Operand): Decimal {
    const other = asDecimal(operand);
    if (this.large === undefined && other.large === undefined) {
      const places = Math.max(this.places, other.places);
      const sum = this.unitsAt(places) + other.unitsAt(places);
      if (isSafe(sum)) return Decimal.scaled(sum, places);
    }
    return ofBig(this.big().plus(other.big()));
  }

  minus(operand: Operand): Decimal {
    const other = asDecimal(operand);
    if (this.large === undefined && other.large === undefined) {
      const places = Math.max(this.places, other.places);
      const difference = this.unitsAt(places) - other.unitsAt(places);
      if (isSafe(difference)) return Decimal.scaled(difference, places);
    }
    return ofBig(this.big().minus(other.big()));
  }

  times(operand: Operand): Decimal {
    const other = asDecimal(operand);
    const places = this.places + other.places;
    if (this.large === undefined && other.large === undefined && places <= MOST_PLACES) {
      const product = this.units * other.units;
      if (isSafe(product)) return Decimal.scaled(product, places);
    }
    return ofBig(this.big().times(other.big()));
  }

  /** The quotient rounded once to `scale` digits after the point. @throws Error on division by zero */
  dividedBy(divisor: Decimal, scale: number, rounding: Rounding): Decimal {
    const Divider = Big();
    Divider.DP = scale;
    Divider.RM = rounding;
    return ofBig(new Divider(this.big()).div(divisor.big()));
  }

  abs(): Decimal {
    if (this.large !== undefined) return ofBig(this.large.abs());
    return this.units < 0 ? Decimal.scaled(-this.units, this.places) : this;
  }

  neg(): Decimal {
    return this.large === undefined ? Decimal.scaled(0 - this.units, this.places) : ofBig(this.large.neg());
  }

  /** Rounds to `scale` digits after the point; a negative scale rounds to tens, hundreds … */
  round(scale: number, rounding: Rounding): Decimal {
    const dropped = this.places - scale;
    if (this.large === undefined) {
      if (dropped <= 0) return this;
      if (dropped <= SAFE_DIGITS) {
        const whole = roundedUnits(this.units, POWERS[dropped] as number, rounding);
        if (scale >= 0) return Decimal.scaled(whole, scale);
        const units = whole * 10 ** -scale;
        if (isSafe(units)) return Decimal.scaled(units, 0);
      }
    }
    return ofBig(this.big().round(scale, rounding));
  }

  /** -1 when this is less, 0 when both are equal, 1 when this is greater. */
  cmp(operand: Operand): -1 | 0 | 1 {
    const other = asDecimal(operand);
    if (this.large === undefined && other.large === undefined) {
      const places = Math.max(this.places, other.places);
      const [left, right] = [this.unitsAt(places), other.unitsAt(places)];
      // A number beyond 2^53 is not exact any more, but its size against a safe one is; two of them are left to big.js.
      if (isSafe(left) || isSafe(right)) return left < right ? -1 : left > right ? 1 : 0;
    }
    return this.big().cmp(other.big());
  }

  eq(operand: Operand): boolean {
    return this.cmp(operand) === 0;
  }

  gt(operand: Operand): boolean {
    return this.cmp(operand) > 0;
  }

  gte(operand: Operand): boolean {
    return this.cmp(operand) >= 0;
  }

  lt(operand: Operand): boolean {
    return this.cmp(operand) < 0;
  }

  lte(operand: Operand): boolean {
    return this.cmp(operand) <= 0;
  }

  /** Digits after the point once zeros at the end are dropped. */
  significantPlaces(): number {
    if (this.large !== undefined) {
      return this.large.eq(0) ? 0 : Math.max(0, this.large.c.length - 1 - this.large.e);
    }
    let [units, places] = [this.units, this.places];
    for (; places > 0 && units % 10 === 0; places -= 1) units /= 10;
    return places;
  }

  /**
   * Without exponent and never as `-0`.
   *
   * @param places  digits after the point, exactly so many, zeros filled, rounded half away from zero; absent: as many as needed
   */
  toFixed(places?: number): string {
    if (this.large === undefined) {
      if (places === undefined) return textOf(this.units, this.places);
      if (places === this.places) return pointed(this.units, places);
      const units = places > this.places ? this.unitsAt(places) : Number.NaN;
      if (isSafe(units)) return pointed(units, places);
    }
    const text = places === undefined ? this.big().toFixed() : this.big().toFixed(places);
    return text.startsWith('-') && !/[1-9]/.test(text) ? text.slice(1) : text;
  }

  toString(): string {
    return this.toFixed();
  }

  /** The units at a scale that is no smaller than this number's own; not exact beyond the safe integers, infinite far beyond. */
  private unitsAt(places: number): number {
    const zeros = places - this.places;
    if (zeros === 0 || this.units === 0) return this.units;
    return zeros <= SAFE_DIGITS ? this.units * (POWERS[zeros] as number) : this.units * Number.POSITIVE_INFINITY;
  }
}

const asDecimal = (value: Operand): Decimal => (typeof value === 'object' ? value : Decimal.from(value));

/** Units divided by a power of ten and rounded. Remainder and difference are exact, so nothing is rounded twice. */
function roundedUnits(units: number, power: number, rounding: Rounding): number {
  const remainder = units % power;
  const whole = (units - remainder) / power;
  const twice = 2 * Math.abs(remainder);
  const away =
    rounding === 3
      ? remainder !== 0
      : rounding === 1
        ? twice >= power
        : rounding === 2 && (twice > power || (twice === power && whole % 2 !== 0));
  return away ? whole + (units < 0 ? -1 : 1) : whole;
}

/** What big.js worked out, as units where it fits. */
function ofBig(big: Big): Decimal {
  const digits = big.c.length;
  const places = digits - 1 - big.e;
  if (digits > SAFE_DIGITS || places > MOST_PLACES || big.e >= SAFE_DIGITS) return Decimal.ofLarge(big);
  const units = Number(big.c.join('')) * (places < 0 ? (POWERS[-places] as number) : 1);
  return Decimal.scaled(big.s < 0 ? -units : units, Math.max(0, places));
}
