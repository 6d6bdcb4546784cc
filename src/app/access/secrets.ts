import { createHash, randomBytes } from 'node:crypto'

/** 256 bits: nobody guesses it, so a plain hash is enough to keep it. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What the database keeps of a secret. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')
