"""tantivy: one text field with English stems, fast fields for facets, the record stored."""

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from tantivy import Document, Filter, Index, Occur, Query, SchemaBuilder, TextAnalyzer, TextAnalyzerBuilder, Tokenizer

from benchmarks.peers.system import FACETS, LIMIT, Answer, Question, Stored, facets, record, text
from catalog import Resource

THREADS = 2
HEAP = 512 << 20
COUNTS = {facet: {"terms": {"field": facet, "size": len(values)}} for facet, values in FACETS.items()}


def analyzer(stops: Iterable[str] = ()) -> TextAnalyzer:
    """Return what tantivy calls en_stem, without the stop words of some languages."""
    words = TextAnalyzerBuilder(Tokenizer.simple()).filter(Filter.remove_long(40)).filter(Filter.lowercase())
    for language in stops:
        words = words.filter(Filter.stopword(language))
    return words.filter(Filter.stemmer("english")).build()


class System(Stored):
    """Two writing threads, segments merged as its policy does, then the segments as they are.

    The words are analysed here as the field does and put together as term queries, which is as fast as its query
    parser. Of a mistyped query only the words that no record has are asked as fuzzy ones (one edit), which is twice as
    fast as a fuzzy field. The positions of words are not indexed, since no phrase is asked.
    """

    STOPS: ClassVar[tuple[str, ...]] = ()
    """The languages whose stop words are left out."""

    @classmethod
    def build(cls, folder: Path, resources: Iterable[Resource]) -> int:
        schema = SchemaBuilder().add_text_field("text", tokenizer_name="words", index_option="freq")
        for facet in FACETS:
            schema.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        schema.add_integer_field("number", fast=True)
        schema.add_bytes_field("record", stored=True)
        index = Index(schema.build(), path=str(folder))
        index.register_tokenizer("words", analyzer(cls.STOPS))
        writer = index.writer(heap_size=HEAP, num_threads=THREADS)
        for number, each in enumerate(resources):
            values = {"text": text(each), "number": number, "record": record(each).encode(), **facets(each)}
            writer.add_document(Document(**values))
        writer.commit()
        writer.wait_merging_threads()
        return 0

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        index = Index.open(str(folder))
        self._schema, self._searcher = index.schema, index.searcher()
        self._analyzer = analyzer(self.STOPS)

    def ask(self, question: Question) -> Answer:
        query = self._query(question)
        found = self._searcher.search(query, LIMIT, count=question.total)
        rows = self._searcher.fast_field_values("number", [address for _, address in found.hits])
        return Answer(rows, found.count, self._counts(query) if question.facets else {})

    def _query(self, question: Question) -> Query:
        terms = self._analyzer.analyze(question.text)
        words = Query.boolean_query([(Occur.Should, self._term(each, question.slip)) for each in terms])
        if question.level is None:
            return words
        level = Query.term_query(self._schema, "level", question.level, index_option="basic")
        return Query.boolean_query([(Occur.Must, words), (Occur.Must, level)])

    def _term(self, term: str, slip: bool) -> Query:
        if slip and not self._searcher.doc_freq("text", term):
            return Query.fuzzy_term_query(self._schema, "text", term, distance=1)
        return Query.term_query(self._schema, "text", term, index_option="freq")

    def _counts(self, query: Query) -> dict[str, dict[str, int]]:
        found = self._searcher.aggregate(query, COUNTS)
        return {facet: {b["key"]: b["doc_count"] for b in found[facet]["buckets"]} for facet in FACETS}
