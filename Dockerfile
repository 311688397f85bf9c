# docker build -t mail-config-lint . && docker run --rm -v "$PWD:/project:ro" mail-config-lint
FROM node:22-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN mkdir /package && node scripts/npm-package.js /package

FROM node:22-slim
COPY --from=build /package /package
RUN npm install --global --offline /package/*.tgz && rm -r /package
USER node
WORKDIR /project
ENTRYPOINT ["mail-config-lint"]
