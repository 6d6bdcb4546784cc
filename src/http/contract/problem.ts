import * as z from 'zod'

/**
 * Body of every failed request, `application/problem+json`.
 * Source: RFC 9457, https://www.rfc-editor.org/rfc/rfc9457; `code` and `remedy` are extension members of ours.
 */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ description: 'Always "about:blank": `code` tells problems apart' }),
    title: z.string().meta({ description: 'What went wrong, in a few words' }),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: 'What went wrong in this case' }),
    code: z.string().meta({ description: 'Stable name, upper snake case' }),
    remedy: z.string().meta({ description: 'What the reader can do about it' }),
  })
  .meta({ id: 'Problem', description: 'Why a request failed and what to do about it' })

export type Problem = z.infer<typeof problemSchema>
