import { textOf } from './http-call.ts'
import type { SalesforceClient } from './salesforce-client.ts'

/** An account that a buyer needs. */
interface WantedAccount {
  readonly name: string
  readonly repId: string
  readonly createdAt: number
}

/** Account ids by exact name, one account for each name. */
export interface AccountBook {
  /** Looks up what is not known yet, makes what does not exist; the first one who wants an account owns it. */
  ensure(wanted: readonly WantedAccount[]): Promise<void>
  idOf(name: string): string | undefined
}

export function createAccountBook(salesforce: SalesforceClient): AccountBook {
  const ids = new Map<string, string>()
  return {
    async ensure(wanted) {
      const unknown = new Map(wanted.toReversed().flatMap((want) => (ids.has(want.name) ? [] : [[want.name, want]])))
      const rows = await salesforce.queryIn(
        'SELECT Id, Name FROM Account WHERE Name IN ({list}) ORDER BY CreatedDate, Id',
        unknown.keys(),
      )
      for (const row of rows) {
        // SOQL compares without case; the account must have the very name.
        const [id, name] = [textOf(row, 'Id'), textOf(row, 'Name')?.trim()]
        if (id !== null && name !== undefined && !ids.has(name)) ids.set(name, id)
      }
      const absent = [...unknown.values()].filter(({ name }) => !ids.has(name))
      const created = await salesforce.create(
        'Account',
        absent.map(({ name, repId, createdAt }) => ({
          Name: name,
          OwnerId: repId,
          CreatedById: repId,
          CreatedDate: new Date(createdAt).toISOString(),
        })),
      )
      for (const [at, { name }] of absent.entries()) ids.set(name, created[at] ?? '')
    },
    idOf: (name) => ids.get(name),
  }
}
