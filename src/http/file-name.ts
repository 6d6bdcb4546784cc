/** Of a file, from what it is about: "tandem-deals-spring-fair.csv". */
export const fileNameOf = (...parts: readonly (string | null | undefined)[]): string =>
  `tandem-${parts
    .flatMap((part) => part ?? [])
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .slice(0, 100)}.csv`
