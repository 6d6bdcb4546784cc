import type { Actor } from '#domain/access.ts'
import { formatInstant } from '#domain/time.ts'
import type { ConfigVersion, ConfigVersionHead } from '#ports/store/configs.ts'
import type { ObjectSchema } from '#ports/connector/schema.ts'
import type * as z from 'zod'
import type { ConfigDesk } from '../config-desk.ts'
import type { ConfigDocument, readConfigVersionContract } from '../contract/config.ts'
import type { LiveObject } from '../contract/config-fields.ts'

export const toHead = ({ version, author, comment, createdAt }: ConfigVersionHead, newest: number) => ({
  version,
  author,
  comment,
  savedAt: formatInstant(createdAt),
  inForce: version === newest,
})

export const toWholeVersion = (
  version: ConfigVersion,
  newest: number,
  desk: Pick<ConfigDesk, 'toYaml'>,
): z.input<(typeof readConfigVersionContract)['reply']> => ({
  ...toHead(version, newest),
  document: version.document as ConfigDocument,
  yaml: desk.toYaml(version.document),
})

/** As versions name who saved them. */
export const authorOf = (actor: Actor): string =>
  actor.kind === 'user' && actor.name === '' ? actor.email : actor.name

export function toLiveObject(schema: ObjectSchema): LiveObject {
  const fields = Object.values(schema.fields).map((field) => {
    const { name, label, type, nativeType, writable, required, maxLength, restricted, referenceTo, options } = field
    return {
      name,
      label,
      type,
      nativeType,
      writable,
      required,
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(restricted === undefined ? {} : { restricted }),
      ...(referenceTo === undefined ? {} : { referenceTo: [...referenceTo] }),
      ...(options === undefined ? {} : { options: [...options] }),
    }
  })
  return {
    object: schema.object,
    label: schema.label,
    fields: fields.toSorted((a, b) => a.label.localeCompare(b.label) || a.name.localeCompare(b.name)),
  }
}
