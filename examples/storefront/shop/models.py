"""Products, orders and their lines. Amounts are whole cents."""

from datetime import UTC, datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Product(Base):
    __tablename__ = "product"

    id: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(default="")
    price: Mapped[int]
    stock: Mapped[int] = mapped_column(default=0)
    picture: Mapped[str | None] = mapped_column(String(80))
    badge: Mapped[str | None] = mapped_column(String(24))

    def attributes(self) -> dict[str, str | int]:
        """What the page's script wants to know, as HTML attributes."""
        return {"data-sku": self.sku, "data-price": self.price, "data-stock": self.stock}


class Order(Base):
    __tablename__ = "order"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    created: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    status: Mapped[str] = mapped_column(String(16), default="new")
    payment: Mapped[str | None] = mapped_column(String(64))
    tracking: Mapped[str | None] = mapped_column(String(64))
    lines: Mapped[list["Line"]] = relationship(back_populates="order", cascade="all, delete-orphan")

    @property
    def total(self) -> int:
        return sum(line.price * line.quantity for line in self.lines)


class Line(Base):
    __tablename__ = "line"

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("order.id"))
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    quantity: Mapped[int]
    price: Mapped[int]
    order: Mapped[Order] = relationship(back_populates="lines")
    product: Mapped[Product] = relationship()


def find_product(session: Session, sku: str) -> Product | None:
    return session.scalars(select(Product).where(Product.sku == sku)).first()


def search_products(session: Session, words: str) -> list[Product]:
    """Products whose name holds the words, all of them without words, by name."""
    query = select(Product).order_by(Product.name)
    if words:
        query = query.where(Product.name.icontains(words, autoescape=True))
    return list(session.scalars(query))
