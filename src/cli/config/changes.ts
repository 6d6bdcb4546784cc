import { compareDocuments, type DocumentChange } from '#app/config/compare-documents.ts'
import { effectiveDocument } from '#app/config/effective-document.ts'
import { writtenMap } from '#config/written-steps.ts'
import type { FieldPairId } from '#domain/config.ts'
import { PAIRS } from '#domain/objects/index.ts'

const isPair = (id: string): id is FieldPairId => Object.hasOwn(PAIRS, id)

/** A document with all that it works by, so that maps which it replaces are compared part by part. */
export const whole = (document: unknown): unknown =>
  effectiveDocument(document, Object.keys(PAIRS), (pair) => (isPair(pair) ? PAIRS[pair].defaults.map(writtenMap) : []))

export const changesBetween = (before: unknown, after: unknown): readonly DocumentChange[] =>
  compareDocuments(whole(before), whole(after))

export const changeLine = ({ where, from, to }: DocumentChange): string =>
  `  ${where.join(' › ')}: ${from ?? '(not there)'} -> ${to ?? '(not there)'}`
