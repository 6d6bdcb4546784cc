# syntax=docker/dockerfile:1

# The admin app is built with the development packages, which stay behind in this stage.
# No package needs its install script here: the image brings its own Node.
FROM node:24-bookworm-slim AS web
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json ./
COPY src src
COPY web web
RUN node node_modules/vite/bin/vite.js build web

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    TANDEM_DATA_DIR=/data \
    NODE_OPTIONS=--max-semi-space-size=8
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
 && npm cache clean --force \
 && install --directory --owner=node --group=node /data
# The sources run as they are; `sandbox` is for `tandem demo` and `tandem sandbox`.
COPY src src
COPY connectors connectors
COPY jobs jobs
COPY sandbox sandbox
COPY --from=web /app/web/dist web/dist
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Reads tandem.yaml in /app, unless --config names another file. `worker` and `server` are its two parts, for processes of their
# own; a worker has no address, so its container needs another health check, or none.
CMD ["node", "src/main.ts", "start"]
