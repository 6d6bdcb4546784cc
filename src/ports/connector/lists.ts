/** A HubSpot list (segment) as it is now. */
export interface ListState {
  readonly id: string
  readonly name: string
  /** What it is a list of, by HubSpot's plural name, e.g. "contacts"; the type id of an object Tandem does not know. */
  readonly object: string
  readonly size: number
  /** Differs from an earlier one when somebody joined or left since. Compare only. */
  readonly mark: string
  /** False while HubSpot fills the list anew: its members are not to be believed yet. */
  readonly settled: boolean
}

/** Members of HubSpot lists (segments), by HubSpot's own record ids. */
export interface ListSource {
  /** Lists of this object type that a person may choose from. */
  lists(object: string): Promise<readonly { readonly id: string; readonly name: string; readonly size: number }[]>
  /** How these lists are, in one call for 500 of them; by id. Unknown and deleted lists are absent. */
  states(listIds: readonly string[]): Promise<ReadonlyMap<string, ListState>>
  /** Ids of all members now, a call for 250. Unknown list: RemoteError code UNKNOWN_LIST, disposition park. */
  members(listId: string): Promise<readonly string[]>
}
