# Crossdock as a container: build, then only what runs. The workspace is mounted or copied to /workspace, the store lives in /data.
FROM node:20.20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY tsconfig.json ./
COPY runtime ./runtime
COPY designer ./designer
RUN node runtime/launch.mjs build && npm prune --omit=dev --no-audit --no-fund

FROM node:20.20-bookworm-slim
ENV NODE_ENV=production \
    CROSSDOCK_WORKSPACE=/workspace \
    CROSSDOCK_DATA=/data \
    CROSSDOCK_HTTP_HOST=0.0.0.0 \
    CROSSDOCK_HTTP_PORT=7070 \
    CROSSDOCK_AUTH_MODE=required
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/dist ./dist
RUN mkdir /data /workspace && chown node:node /data
USER node
VOLUME ["/data"]
EXPOSE 7070
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:7070/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/runtime/cli.js"]
CMD ["start", "--no-demo"]
