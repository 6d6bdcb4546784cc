import type { ConfigCatalogue, LiveField, LiveObject } from '#http/contract/config-fields.ts'

export type Pair = ConfigCatalogue['pairs'][number]

/** Both objects of a pair with their live fields; null: the account has none. */
export interface Schemas {
  readonly hubspot: LiveObject | null
  readonly salesforce: LiveObject | null
}

export const fieldOf = (object: LiveObject | null, name: string): LiveField | undefined =>
  object?.fields.find((field) => field.name === name)
