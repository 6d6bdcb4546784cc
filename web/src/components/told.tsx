import { Fragment } from 'react'
import { isTime } from './value-form.ts'
import { When } from './when.tsx'

const INSTANT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/

/** Words of the server, with instants in them told in the reader's own zone. */
export const Told = ({ children }: { readonly children: string }) =>
  children
    .split(INSTANT)
    .map((part, n) =>
      n % 2 === 1 && isTime(part, 'instant') ? (
        <When key={n} at={part} as="date" />
      ) : (
        <Fragment key={n}>{part}</Fragment>
      ),
    )
