import { sql } from 'kysely'
import { type AccessLink, type AccessLinkStore, LINK_PURPOSES } from '#ports/store/access-links.ts'
import { type Db, inTransaction, toInstant } from './rows.ts'

type LinkRow = { readonly purpose: string; readonly user_id: string | null; readonly expires_at: string }

export function accessLinkStore(db: Db): AccessLinkStore {
  return {
    add: (hash, { purpose, userId, expiresAt }, now) =>
      inTransaction(db, async (tx) => {
        await sql`
          delete from app.access_link
          where (purpose = ${purpose} and user_id is not distinct from ${userId}) or expires_at <= ${now}`.execute(tx)
        await sql`
          insert into app.access_link (token_hash, purpose, user_id, expires_at, created_at)
          values (${hash}, ${purpose}, ${userId}, ${expiresAt}, ${now})`.execute(tx)
      }),
    peek: async (hash, now) => {
      const { rows } = await sql<LinkRow>`
        select purpose, user_id, expires_at from app.access_link where token_hash = ${hash} and expires_at > ${now}`.execute(
        db,
      )
      return toLink(rows[0])
    },
    take: async (hash, now) => {
      const { rows } = await sql<LinkRow>`
        delete from app.access_link where token_hash = ${hash} and expires_at > ${now}
        returning purpose, user_id, expires_at`.execute(db)
      return toLink(rows[0])
    },
    endAll: async (userId) => {
      await sql`delete from app.access_link where user_id = ${userId}`.execute(db)
    },
  }
}

function toLink(row: LinkRow | undefined): AccessLink | null {
  const purpose = LINK_PURPOSES.find((one) => one === row?.purpose)
  if (row === undefined || purpose === undefined) return null
  return { purpose, userId: row.user_id, expiresAt: toInstant(row.expires_at) }
}
