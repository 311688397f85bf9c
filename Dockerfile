# docker build -t mail-config-lint . && docker run --rm -v "$PWD:/project:ro" mail-config-lint
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:22-slim
COPY --from=build /build/dist/cli.js /build/dist/command.js /build/dist/server.js /build/dist/ThirdPartyNotices.txt /app/dist/
COPY --from=build /build/docs /app/docs
RUN ln -s /app/dist/cli.js /usr/local/bin/mail-config-lint && chmod +x /app/dist/cli.js
USER node
WORKDIR /project
ENTRYPOINT ["mail-config-lint"]
