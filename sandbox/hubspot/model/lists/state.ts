/** Lists (segments) of a portal, as plain data. */
export interface ListsState {
  lastId: number
  lists: CrmList[]
  lastFolderId: number
  folders: ListFolder[]
}

export type ProcessingType = 'MANUAL' | 'DYNAMIC' | 'SNAPSHOT'

export interface CrmList {
  readonly id: number
  name: string
  readonly objectTypeId: string
  processingType: ProcessingType
  version: number
  readonly createdAt: number
  updatedAt: number
  filtersUpdatedAt: number
  /** Null while the list lives; it can be restored for 90 days. */
  deletedAt: number | null
  /** As it was written, with the defaults filled in; null for MANUAL lists. */
  filterBranch: FilterBranch | null
  /** False until a SNAPSHOT was taken or a DYNAMIC list was processed for the first time. */
  isProcessed: boolean
  folderId: number
  readonly customProperties: Record<string, string>
  readonly membershipSettings: MembershipSettings
  /** By record id. */
  members: Record<string, Membership>
  /** Grows with every change of the memberships. */
  membersVersion: number
  lastAddedAt: number | null
  lastRemovedAt: number | null
  conversion: ListConversion | null
  edits: number[]
  sizes: ListSize[]
}

export interface MembershipSettings {
  readonly membershipTeamId: number | null
  readonly includeUnassigned: boolean | null
}

export interface Membership {
  readonly firstAddedAt: number
  readonly addedAt: number
  /** Breaks ties between records that joined in the same millisecond. */
  readonly order: number
}

export interface ListSize {
  readonly at: number
  readonly size: number
}

/** A planned or finished change of a DYNAMIC list into a static one. */
export interface ListConversion {
  readonly requested: ConversionTime
  convertedAt: number | null
}

export type ConversionTime =
  | { readonly conversionType: 'CONVERSION_DATE'; readonly year: number; readonly month: number; readonly day: number }
  | { readonly conversionType: 'INACTIVITY'; readonly timeUnit: 'DAY' | 'WEEK' | 'MONTH'; readonly offset: number }

/** Folder 0 is the root and is not stored. */
export interface ListFolder {
  readonly id: number
  name: string
  parentFolderId: number
  readonly createdAt: number
  updatedAt: number
}

/** A node of a filter definition in wire form; what is in it is checked when it is compiled. */
export type FilterBranch = Readonly<Record<string, unknown>>
