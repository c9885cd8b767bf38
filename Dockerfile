# The shop in one container. Kept simple; it is not part of the tests.
FROM python:3.12-slim AS build
WORKDIR /app
COPY requirements/run.txt requirements/run.txt
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY pyproject.toml README.md LICENSE ./
COPY tools/messages.py tools/messages.py
COPY src src
RUN .venv/bin/pip install --no-cache-dir --no-index --no-build-isolation --no-deps -e . \
    && .venv/bin/python tools/messages.py compile

FROM python:3.12-slim
RUN useradd --create-home sampan && install -d -o sampan -g sampan /var/lib/sampan
WORKDIR /app
COPY --from=build /app /app
USER sampan
ENV SAMPAN_HOME=/var/lib/sampan PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1
VOLUME /var/lib/sampan
EXPOSE 8000
STOPSIGNAL SIGTERM
CMD ["sampan", "up", "--host", "0.0.0.0"]
