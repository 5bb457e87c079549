# Berth's programs in one image, and the virtual BIG-IP in a second one.
# BASE: Node 24 with bash. A build without a network is given its packages in .berth/offline (`npm run image-parts`).
ARG BASE=node:24-bookworm-slim

FROM ${BASE} AS build
WORKDIR /berth
COPY . .
ARG PROGRAMS="--filter {services/*}... --filter @berth/local-stack... --filter @berth/virtual-bigip..."
# What is in the image is listed in /berth/sbom.json.
RUN if [ -x .berth/offline/pnpm ]; then pnpm='.berth/offline/pnpm --offline --trust-lockfile --store-dir=.berth/offline/store'; \
    else npm install --global --no-audit --no-fund pnpm@12.21.0 && pnpm='pnpm --store-dir=.berth/offline/store'; fi \
 && CI=true $pnpm install --prod --frozen-lockfile --package-import-method=copy $PROGRAMS \
 && ${pnpm%% *} sbom --sbom-format cyclonedx --prod --store-dir=.berth/offline/store $PROGRAMS --out sbom.json \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.?ts' \) -exec rm {} + \
 && rm -rf .berth

FROM ${BASE} AS programs
ENV NODE_ENV=production
COPY --from=build /berth /berth
RUN ln -s /berth/packages/local-stack/compose/image/* /usr/local/bin/
WORKDIR /berth
# Programs start in half the time where Node finds them compiled.
# `--help` reaches little of them: what they load when it is needed is named.
ENV NODE_COMPILE_CACHE=/berth/.compiled
RUN for entry in services/*/src/main.ts packages/cli/src/main.ts packages/virtual-bigip/src/main.ts; do node "$entry" --help >/dev/null; done \
 && for part in services/*/src/run.ts services/*/src/program.ts packages/process/src/work.ts packages/process/src/health.ts \
    packages/cli/src/given.ts packages/cli/src/access.ts packages/cli/src/questions.ts packages/cli/src/*/answer.ts; do node "$part"; done \
 && chmod -R a+rX .compiled
ENTRYPOINT ["compiled"]
USER 1000:1000
CMD ["berth", "--help"]

# A BIG-IP to try Berth with; it needs Tcl for the iRules. Last is what a plain `docker build` makes: not this one.
FROM programs AS virtual-bigip
USER 0:0
RUN command -v tclsh >/dev/null || (apt-get update -qq && apt-get install -qq --yes --no-install-recommends tcl && rm -rf /var/lib/apt/lists/*)
RUN mkdir /state && chown 1000:1000 /state
USER 1000:1000
VOLUME /state
CMD ["node", "packages/virtual-bigip/src/main.ts", "--host", "0.0.0.0", "--state", "/state", "--keep", "running"]

FROM programs
