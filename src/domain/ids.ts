declare const brand: unique symbol

/** A string that can only be minted by the function of its origin, so ids of the two CRMs cannot be mixed up. */
export type Brand<T, B extends string> = T & { readonly [brand]: B }

/** Salesforce id in its 18-character form; compare only this form. */
export type SalesforceId = Brand<string, 'SalesforceId'>
export type ConnectionId = Brand<string, 'ConnectionId'>
export type LinkId = Brand<string, 'LinkId'>

/** Thrown when a string cannot be an id of that origin; the message names the value's shape, not the value. */
export class InvalidIdError extends Error {
  override readonly name = 'InvalidIdError'
}

const CHECKSUM = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345'

/**
 * The 18-character form of a Salesforce id. 15-character ids are case-sensitive; the last three characters of the long
 * form encode which of them are upper case.
 *
 * @param raw 15 or 18 characters of [A-Za-z0-9]. @throws InvalidIdError
 * Source: https://developer.salesforce.com/docs/platform/object-reference/guide/field-types.html#i1435616
 */
export function salesforceId(raw: string): SalesforceId {
  if (!/^[A-Za-z0-9]{15}(?:[A-Za-z0-9]{3})?$/.test(raw))
    throw new InvalidIdError(`a Salesforce id has 15 or 18 letters and digits, got ${raw.length} characters`)
  if (raw.length === 18) return raw as SalesforceId
  let suffix = ''
  for (let block = 0; block < 3; block += 1) {
    let bits = 0
    for (let i = 0; i < 5; i += 1) {
      const c = raw.charCodeAt(block * 5 + i)
      if (c >= 65 && c <= 90) bits |= 1 << i
    }
    suffix += CHECKSUM.charAt(bits)
  }
  return (raw + suffix) as SalesforceId
}

export const connectionId = (raw: string): ConnectionId => raw as ConnectionId
export const linkId = (raw: string): LinkId => raw as LinkId

/** The two sides of every connection. */
export const SIDES = ['hubspot', 'salesforce'] as const
export type Side = (typeof SIDES)[number]
export const otherSide = (side: Side): Side => (side === 'hubspot' ? 'salesforce' : 'hubspot')
