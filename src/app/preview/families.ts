import type { FieldPairId } from '#domain/config.ts'
import type { Family } from '../scope.ts'

/** What is looked at to preview one pair. Campaigns are made from lists, which a preview does not look at. */
export const PREVIEW_FAMILIES = {
  'contact-lead': ['people'],
  'contact-contact': ['people'],
  'company-account': ['companies', 'accounts'],
  'deal-opportunity': ['deals'],
  'task-task': ['tasks'],
} as const satisfies Readonly<Partial<Record<FieldPairId, readonly Family[]>>>

/** A pair that can be looked at by itself. */
export type PreviewPair = keyof typeof PREVIEW_FAMILIES

export const isPreviewPair = (pair: string): pair is PreviewPair => Object.hasOwn(PREVIEW_FAMILIES, pair)
