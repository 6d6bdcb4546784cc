/** Tables in which the sign-in library keeps its rows. */
export const AUTH_TABLES = ['user_account', 'user_session', 'user_credential', 'sign_in_state'] as const
export type AuthTable = (typeof AUTH_TABLES)[number]

/** By column; instants as epoch milliseconds. */
export type AuthRow = Readonly<Record<string, string | number | boolean | null>>

export interface AuthCondition {
  readonly column: string
  readonly is: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in'
  readonly value: string | number | boolean | null | readonly string[] | readonly number[]
}

export interface AuthFind {
  readonly limit?: number
  readonly offset?: number
  readonly order?: { readonly column: string; readonly direction: 'asc' | 'desc' }
}

/** Rows by conditions that must all hold; none: every row. An unknown column rejects. */
export interface AuthRecordStore {
  add(table: AuthTable, row: AuthRow): Promise<AuthRow>
  find(table: AuthTable, where: readonly AuthCondition[], how?: AuthFind): Promise<readonly AuthRow[]>
  /** @returns the rows as they are now. */
  change(table: AuthTable, where: readonly AuthCondition[], to: AuthRow): Promise<readonly AuthRow[]>
  /** @returns the rows that are gone; of two callers at once only one gets them. */
  remove(table: AuthTable, where: readonly AuthCondition[]): Promise<readonly AuthRow[]>
  count(table: AuthTable, where: readonly AuthCondition[]): Promise<number>
}
