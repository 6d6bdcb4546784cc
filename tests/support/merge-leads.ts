import type { World } from './world.ts'

/** What a merge leaves behind: the loser in the recycle bin, naming the survivor. The local org has no merge call for Leads. */
export async function mergeLeads({ box, sales }: World, loser: unknown, survivor: string): Promise<void> {
  await sales.remove('Lead', loser)
  const { tables, ...rest } = box.salesforce.sandbox.snapshot() as {
    tables: { Lead: readonly Record<string, unknown>[] }
  }
  const Lead = tables.Lead.map((row) => (row['Id'] === loser ? { ...row, MasterRecordId: survivor } : row))
  box.salesforce.sandbox.restore({ ...rest, tables: { ...tables, Lead } })
}
