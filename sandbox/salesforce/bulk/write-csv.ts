import type { Value } from '../records/table.ts'
import type { FieldDef } from '../schema/fields.ts'

/** Values are always in quotes; an empty one is `""`. */
export function quoted(text: string): string {
  return text.includes('"') ? `"${text.replaceAll('"', '""')}"` : `"${text}"`
}

/**
 * A stored value as bulk query results show it: instants with `Z` (REST has `+0000`), decimal numbers as Java prints a
 * double, `9.0E7`; empty for null. https://github.com/forcedotcom/dataloader/issues/1204, https://github.com/forcedotcom/cli/issues/3367
 */
export function csvValue(field: FieldDef, value: Value): string {
  if (value === null) return ''
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return field.type === 'int' ? String(value) : javaDouble(value)
  return field.type === 'datetime' ? value.replace('+0000', 'Z') : value
}

/**
 * A number as `Double.toString` of Java prints it: at least one decimal, an exponent from 10^7 on and below 10^-3.
 * https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double)
 */
export function javaDouble(value: number): string {
  const size = Math.abs(value)
  if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : String(value)
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`
}
