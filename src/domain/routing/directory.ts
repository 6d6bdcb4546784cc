import type { Rep, RepDirectory } from './types.ts'

/** The form in which e-mails of reps are compared. */
export const foldedEmail = (email: string): string => email.trim().toLowerCase()

/** Two users with one e-mail: the active one is meant. */
export function directoryOf(reps: readonly Rep[]): RepDirectory {
  const byEmail = new Map<string, Rep>()
  for (const rep of reps) {
    if (rep.email === null) continue
    const known = byEmail.get(foldedEmail(rep.email))
    if (known === undefined || (!known.active && rep.active)) byEmail.set(foldedEmail(rep.email), rep)
  }
  return { byId: new Map(reps.map((rep) => [rep.id, rep])), byEmail }
}

export const repByEmail = (reps: RepDirectory, email: string): Rep | undefined => reps.byEmail.get(foldedEmail(email))
