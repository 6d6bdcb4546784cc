import type { Side } from '#domain/ids.ts'
import type { OwnField } from '#domain/objects/own-field.ts'

/** A field to make or to check, for `tandem provision`. */
export type FieldSpec = OwnField

export interface ProvisionStep {
  /** `present`: nothing to do. `missing`: would be made. `made`: was made now. `invisible`: exists without field permission. */
  readonly state: 'present' | 'missing' | 'made' | 'invisible'
  readonly what: string
  readonly detail: string
}

/** Makes what a sync needs in the account: property group and properties, custom fields with permissions. Idempotent. */
export interface Provisioner {
  readonly side: Side
  plan(fields: readonly FieldSpec[]): Promise<readonly ProvisionStep[]>
  apply(fields: readonly FieldSpec[], progress?: (step: ProvisionStep) => void): Promise<readonly ProvisionStep[]>
}
