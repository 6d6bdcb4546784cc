import type { Side } from '#domain/ids.ts'
import type { ValueType } from '#domain/mapping/value.ts'

export interface FieldOption {
  readonly value: string
  readonly label: string
  readonly active: boolean
}

export interface FieldSchema {
  readonly name: string
  readonly label: string
  readonly type: ValueType
  /** The platform's own type word, for messages. */
  readonly nativeType: string
  readonly writable: 'always' | 'create-only' | 'never'
  /** Must have a value when a record is created and has no default. */
  readonly required: boolean
  readonly unique: boolean
  /** Characters (UTF-16 code units). */
  readonly maxLength?: number
  /** Numbers: digits after the point that are kept, and digits in all; absent: as many as there are. */
  readonly scale?: number
  readonly precision?: number
  readonly options?: readonly FieldOption[]
  /** Picklists: other values are refused by the platform. */
  readonly restricted?: boolean
  readonly referenceTo?: readonly string[]
}

export interface ObjectSchema {
  readonly side: Side
  readonly object: string
  readonly label: string
  /** By field name in the platform's own case. */
  readonly fields: Readonly<Record<string, FieldSchema>>
  /** Fields that hold no single value (compound addresses, files), with the platform's own type word. They cannot be mapped. */
  readonly unmappable?: Readonly<Record<string, string>>
}
